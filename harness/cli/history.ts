import { Command, Option } from '@commander-js/extra-typings';
import { plot } from 'asciichart';
import { loadText } from '../../reports/load-text.ts';
import type { HistoryChange, HistoryPoint, HistorySeries } from '../history/history-series.ts';
import { RUNS_MIN, seriesOf } from '../history/history-series.ts';
import { addRuns, countRuns, readFigures } from '../history/history-store.ts';
import { type HistoryMetric, historyMetrics, storedRun } from '../history/stored-run.ts';
import { formatBytes, formatCount, formatNs, formatRate, formatShare } from '../model/units.ts';
import { wholeNumber } from './number-option.ts';
import { readRecords, recordPath } from './record-file.ts';
import { sourceOf } from './revision.ts';

const FILE = 'steelyard-history.sqlite';
const PLOT_ROWS = 8;
/** Room for the labels of the plot's axis. */
const LABEL_COLUMNS = 14;

const help = `
Each run that was added is a point of one series for each target, number of servers, scenario, load
and machine; trials that were not valid are not in it. A change is where the level differs before
and after for good: the split with the largest energy distance, at a chance of 0.001 (METHOD.md).

Examples:
  steelyard history add steelyard-out/*/record.json
  steelyard history --target api --metric p99
  steelyard history --json`;

const units = { ns: formatNs, perSecond: formatRate, bytes: formatBytes } as const;

const titles: Readonly<Record<HistoryMetric, string>> = {
  ...{ p50: 'response p50', p90: 'response p90', p95: 'response p95', p99: 'response p99' },
  ...{ throughput: 'throughput', cpu: 'CPU per request', memory: 'peak memory' },
};

const figure = (metric: HistoryMetric, value: number): string =>
  units[historyMetrics[metric]](Math.round(value));

const pointText = ({ commit, changed, at }: HistoryPoint): string => {
  const where =
    commit === null ? 'an unknown commit' : `${commit.slice(0, 10)}${changed ? '+' : ''}`;
  return `${where} (${at.slice(0, 10)})`;
};

/** `rose by 18 % at 1a2b3c4d5e (2026-01-02): 4.1 ms → 4.9 ms, p = 0.0002`. */
export function changeText(metric: HistoryMetric, change: HistoryChange): string {
  const { before, after, point, previous, p } = change;
  const by = formatShare(Math.abs(after / before - 1));
  const way = after > before ? 'rose' : 'fell';
  const chance = p < 1e-6 ? 'p < 0.000001' : `p = ${p.toPrecision(1)}`;
  return (
    `${way} by ${by} at ${pointText(point)}: ${figure(metric, before)} → ` +
    `${figure(metric, after)}, ${chance}; the run before was of ${pointText(previous)}`
  );
}

function seriesText(series: HistorySeries, columns: number): string {
  const { target, servers, scenario, load, machine, metric, points, changes } = series;
  const on = servers === 1 ? '1 server' : `${servers} servers`;
  const shown = points.slice(-Math.max(2, columns - LABEL_COLUMNS));
  const [first, last] = [shown[0], shown.at(-1)];
  const name = titles[metric];
  const few = `fewer than ${RUNS_MIN} runs: no changes can be told`;
  const lines = changes.map((change) => `  ${changeText(metric, change)}`);
  return [
    `${target} on ${on}, ${loadText(JSON.parse(load))}, scenario ${scenario}: ${name}`,
    `  ${machine}`,
    plot(
      shown.map(({ value }) => value),
      {
        height: PLOT_ROWS,
        format: (value) => figure(metric, value).padStart(LABEL_COLUMNS - 2),
      },
    ),
    first && last ? `  ${shown.length} runs, ${pointText(first)} to ${pointText(last)}` : '',
    ...(points.length < RUNS_MIN ? [`  ${few}`] : lines.length > 0 ? lines : ['  no change']),
  ].join('\n');
}

const listing = () =>
  new Command('history')
    // What stands after add is of add.
    .enablePositionalOptions()
    .description('what was measured over time, and where it changed')
    .option('--file <path>', 'the history', FILE)
    .option('--target <name>', 'of this target only')
    .option('--scenario <name>', 'of this scenario only')
    .addOption(
      new Option('--servers <n>', 'on so many servers only').argParser((text: string) =>
        wholeNumber(text, '--servers', 1),
      ),
    )
    .addOption(
      new Option(
        '--metric <name>',
        'what is shown (default: the highest percentile that every run has)',
      ).choices(Object.keys(historyMetrics) as HistoryMetric[]),
    )
    .option('--json', 'print the series as JSON')
    .addHelpText('after', help);

const adding = () =>
  new Command('add')
    .description('add the records of runs')
    .argument('<records...>', 'record.json or report.html files, or folders with a record')
    .option('--file <path>', 'the history, made if need be', FILE)
    .option('--commit <id>', 'what was measured (default: the working directory’s commit)')
    .action(async (paths, options) => {
      const source =
        options.commit === undefined
          ? await sourceOf(process.cwd())
          : { commit: options.commit, changed: false };
      const runs = [];
      for (const path of paths) {
        const records = await readRecords(recordPath(path) ?? path);
        runs.push(...records.map((record) => storedRun(record, source)));
      }
      const added = await addRuns(options.file, runs);
      const known = runs.length - added;
      const there = known > 0 ? `, ${formatCount(known)} there already` : '';
      const what = `${formatCount(added)} ${added === 1 ? 'run' : 'runs'} added`;
      process.stdout.write(`${what} to ${options.file}${there}\n`);
    });

export const historyCommand = () =>
  listing()
    .action(async ({ file, metric, json, ...filter }) => {
      const series = seriesOf(await readFigures(file, filter), metric);
      if (json) {
        process.stdout.write(`${JSON.stringify(series, null, 1)}\n`);
        return;
      }
      const columns = process.stdout.columns ?? 100;
      const texts = series.map((one) => seriesText(one, columns));
      const runs = [...(await countRuns(file)).values()].reduce((sum, count) => sum + count, 0);
      const none = `Nothing of that in ${file}, which has ${formatCount(runs)} runs.`;
      process.stdout.write(`${texts.length > 0 ? texts.join('\n\n') : none}\n`);
    })
    .addCommand(adding());
