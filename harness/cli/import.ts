import { readFileSync } from 'node:fs';
import { dirname, join, parse as parsePath, resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { stringify as toCsv } from 'csv-stringify/sync';
import { stringify as toYaml } from 'yaml';
import { type Imported, type Importer, timings } from '../importers/imported.ts';
import { importers } from '../importers/index.ts';
import { HarnessError } from '../model/harness-error.ts';
import { lookUp } from '../model/registry.ts';
import { writeWhole } from '../session/store.ts';
import { positiveNumber } from './number-option.ts';

const examples = `
Kinds:
${importers.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')}

Examples:
  steelyard import har page.har --timing think           requests one after the other, with pauses
  steelyard import curl request.txt                      "-" reads what is piped in
  steelyard import openapi openapi.json --out api.yaml
  steelyard import access-log access.log --factor 2      twice as fast as it was recorded

It writes a scenario, and beside it the rows and times of what is to be sent again; then:
  steelyard run TARGET --scenario page.yaml`;

/** The command that makes scenarios of other files. */
export const importCommand = () =>
  new Command('import')
    .description('make a scenario of an HTTP archive, a curl command, an OpenAPI document or a log')
    .addArgument(new Argument('<kind>', 'what it is').choices(importers.map(({ name }) => name)))
    .argument('<file>', 'the file; - for what is piped in')
    .option('--out <file>', 'the scenario to write (default: the name of the file, as .yaml)')
    .option('--host <host>', 'only requests to this host (default: the first one’s)')
    .addOption(
      new Option('--timing <which>', 'of the recorded times: none, pauses, or the arrivals')
        .choices(timings)
        .default('none' as const, 'none; replay for logs'),
    )
    .addOption(
      new Option('--factor <n>', 'recorded times go by this much faster')
        .argParser((text: string) => positiveNumber(text, '--factor'))
        .default(1),
    )
    .addHelpText('after', examples)
    .action(async (kind, file, options) => {
      const importer: Importer = lookUp('kind to import', importers, kind);
      const out = resolve(options.out ?? `${file === '-' ? kind : parsePath(file).name}.yaml`);
      const { name } = parsePath(out);
      const imported = importer.read(textOf(file), {
        timing: options.timing,
        factor: options.factor,
        ...(options.host === undefined ? {} : { host: options.host }),
        rowsFile: `${name}.csv`,
      });
      const written = await write(imported, out, name);
      const lines = [
        ...imported.notes,
        ...written.map((path) => `written: ${path}`),
        `Try it: ${commandFor(imported, out, name)}`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8');
  } catch (error) {
    throw new HarnessError(
      'usage',
      `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`,
      'Give the path of a file, or - and pipe it in.',
      { cause: error },
    );
  }
}

const timesFile = (name: string): string => `${name}.times.txt`;

async function write(imported: Imported, out: string, name: string): Promise<readonly string[]> {
  const { scenario, rows, timesSeconds } = imported;
  const text = toYaml({ name, ...scenario }, { lineWidth: 100 });
  const files: [string, string][] = [[out, text]];
  if (rows) files.push([join(dirname(out), `${name}.csv`), toCsv([...rows], { header: true })]);
  if (timesSeconds) {
    const times = timesSeconds.map((seconds) => seconds.toFixed(6)).join('\n');
    files.push([join(dirname(out), timesFile(name)), `${times}\n`]);
  }
  for (const [path, content] of files) await writeWhole(path, content);
  return files.map(([path]) => path);
}

/** Rows are taken in turn by every arrival, so there must be none before the recorded ones. */
const commandFor = ({ timesSeconds }: Imported, out: string, name: string): string =>
  timesSeconds === undefined
    ? `steelyard run TARGET --scenario ${out} --rate 50`
    : `steelyard run TARGET --scenario ${out} --replay ${join(dirname(out), timesFile(name))} ` +
      '--warmup 0s';
