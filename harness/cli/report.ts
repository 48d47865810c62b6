import { Command } from '@commander-js/extra-typings';
import type { Format } from '../../reports/format.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import { recordText } from '../model/record-text.ts';
import { writeWhole } from '../session/store.ts';
import { formatNamed } from './format-named.ts';
import { readRecords } from './record-file.ts';

const examples = `
Several records stand beside each other in one report.

Examples:
  steelyard report results/record.json                          report.html in this folder
  steelyard report results/record.json --format md              Markdown on stdout
  steelyard report results/record.json --format hlog --out run.hlog   for HdrHistogram's tools
  steelyard report results/record.json --otlp http://127.0.0.1:4318/v1/metrics
  steelyard report results/record.json --embed                  one file to hand on, record and all
  steelyard report extract report.html --out record.json        the record that a report holds
  steelyard report monday/record.json tuesday/record.json --out week.html`;

export const reportCommand = () =>
  new Command('report')
    // What stands after extract is of extract.
    .enablePositionalOptions()
    .description('write a report of records that were measured before; nothing is run')
    .argument('<records...>', 'record.json files, or report.html files with theirs inside')
    .option(
      '--format <name>',
      'html, md, terminal, csv, json, hlog, hgrm, openmetrics or junit',
      'html',
    )
    .option('--out <file>', 'where to (default: report.html, or stdout for the others)')
    .option('--embed', 'keep the records inside the page up to 5 MB, and not only up to 1 MB')
    .option('--otlp <url>', 'send the figures to an OpenTelemetry collector instead')
    .addHelpText('after', examples)
    .action(async (paths, options) => {
      const format = await formatNamed(options.format);
      if (options.embed && (format.name !== 'html' || options.otlp !== undefined)) {
        const next = 'Leave --embed out, or write html.';
        throw new HarnessError('usage', '--embed is for pages, and none is asked for.', next);
      }
      const records = (await Promise.all(paths.map(readRecords))).flat();
      if (options.otlp !== undefined) {
        const { exportOtlp } = await import('./otlp.ts');
        await exportOtlp(records, options.otlp);
        const trials = records.reduce((sum, record) => sum + record.trials.length, 0);
        process.stdout.write(
          `sent: ${trials} trial${trials === 1 ? '' : 's'} to ${options.otlp}\n`,
        );
        return;
      }
      const text = options.embed ? await embeddingPage(format, records) : format.render(records);
      const out = options.out ?? (format.name === 'html' ? 'report.html' : undefined);
      if (out === undefined) {
        process.stdout.write(text);
        return;
      }
      await writeWhole(out, text);
      process.stdout.write(`written: ${out}\n`);
    })
    .addCommand(extractCommand());

/** Throws a usage error where the records do not fit even so. */
async function embeddingPage(format: Format, records: readonly RunRecord[]): Promise<string> {
  const { EMBEDDED_BYTES_MAX, holdsRecords } = await import(
    '../../reports/page/embedded-records.ts'
  );
  const page = format.render(records, { pageBytesMax: EMBEDDED_BYTES_MAX });
  if (holdsRecords(page)) return page;
  const size = `${EMBEDDED_BYTES_MAX / 1e6} MB`;
  throw new HarnessError(
    'usage',
    `A page with these records would have more than ${size}.`,
    'Leave --embed out, and hand on the record.json files with the report.',
  );
}

const extractCommand = () =>
  new Command('extract')
    .description('give back the record that a report holds')
    .argument('<report>', 'a report.html')
    .option('--out <file>', 'where to (default: stdout)')
    .action(async (path, { out }) => {
      const records = await readRecords(path);
      const [record, ...others] = records;
      // As its own file has it, so that its sum is the same.
      const isOne = record !== undefined && others.length === 0;
      const text = isOne ? recordText(record) : (await formatNamed('json')).render(records);
      if (out === undefined) {
        process.stdout.write(text);
        return;
      }
      await writeWhole(out, text);
      process.stdout.write(`written: ${out}\n`);
    });
