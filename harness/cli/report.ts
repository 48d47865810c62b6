import { Command } from 'commander';
import { readRecord, writeWhole } from '../session/store.ts';
import { formatNamed } from './format-named.ts';

interface ReportOptions {
  readonly format: string;
  readonly out?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('write a report of records that were measured before; nothing is run')
    .argument('<record...>', 'record.json files')
    .option('--format <name>', 'html, md, csv, json or terminal', 'html')
    .option('--out <file>', 'where to write it (default: report.* here, or stdout for text)')
    .action(async (paths: readonly string[], options: ReportOptions) => {
      const format = await formatNamed(options.format);
      const records = await Promise.all(paths.map(readRecord));
      const text = format.render(records);
      const out = options.out ?? (format.name === 'html' ? 'report.html' : undefined);
      if (out === undefined) {
        process.stdout.write(text);
        return;
      }
      await writeWhole(out, text);
      process.stdout.write(`report: ${out}\n`);
    });
}
