/**
 * A histogram log of HdrHistogram, version 1.3: one line an interval, in which the histogram stands
 * as it is in the record. HistogramLogProcessor and the plotters of http://hdrhistogram.org read
 * it. What did not finish is in it at its age, as in every distribution here.
 */
import type {
  Latencies,
  LatencyRecord,
  RunRecord,
  TrialRecord,
} from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { Format } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { trialRemark } from '../trial-remark.ts';

const MS_PER_S = 1e3;
const kinds = ['response', 'service', 'lag'] as const satisfies readonly (keyof Latencies)[];

const legend = '"StartTimestamp","Interval_Length","Interval_Max","HdrHistogram"';

const secondsText = (ns: number): string => (ns / NS_PER_S).toFixed(3);

/**
 * Times in the log are from the start of each trial's window, and all on the start of the first
 * record: a record does not say when each of its trials began.
 */
function render(records: readonly RunRecord[]): string {
  const base = Date.parse(records[0]?.startedAt ?? '');
  const baseText = Number.isFinite(base) ? (base / MS_PER_S).toFixed(3) : '0.000';
  const lines = records.flatMap((record, index) => {
    const run = records.length > 1 ? `run-${index + 1}/` : '';
    return record.trials.flatMap((trial) => trialLines(trial, run));
  });
  const remarks = records.flatMap((record, index) => {
    const run = records.length > 1 ? `run-${index + 1}/` : '';
    return record.trials.map((trial) => `#[${run}${tagText(trial.id)}: ${remarkText(trial)}]`);
  });
  return [
    '#[Histogram log format version 1.3]',
    '#[Values in nanoseconds, Interval_Max in milliseconds; a tag is trial/distribution]',
    `#[StartTime: ${baseText} (seconds since epoch)]`,
    `#[BaseTime: ${baseText} (seconds since epoch)]`,
    ...remarks,
    legend,
    ...lines,
    '',
  ].join('\n');
}

function trialLines(trial: TrialRecord, run: string): string[] {
  const { durationNs } = trial.window;
  return kinds.flatMap((kind) =>
    trial.series.map(({ atNs, latency }) => {
      // The last interval ends with the window, and may be shorter than the others.
      const lengthNs = Math.min(trial.seriesIntervalNs, durationNs - atNs);
      return intervalLine(`${run}${tagText(trial.id)}/${kind}`, { atNs, lengthNs }, latency[kind]);
    }),
  );
}

function intervalLine(
  tag: string,
  { atNs, lengthNs }: { readonly atNs: number; readonly lengthNs: number },
  { maxNs, hdr }: LatencyRecord,
): string {
  const max = ((maxNs ?? 0) / NS_PER_MS).toFixed(3);
  return `Tag=${tag},${secondsText(atNs)},${secondsText(lengthNs)},${max},${hdr}`;
}

/** A tag ends at a comma or a space, and names come from outside: two never become the same. */
function tagText(name: string): string {
  return name.replace(/[^\w.-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** On one line, whatever a target's name or a finding has in it. */
const remarkText = (trial: TrialRecord): string =>
  plainText(trialRemark(trial)).replace(/\s+/g, ' ');

export const hlog = {
  name: 'hlog',
  about: 'HdrHistogram log: every interval’s histograms, for its own tools and plotters',
  extension: 'hlog',
  render,
} as const satisfies Format;
