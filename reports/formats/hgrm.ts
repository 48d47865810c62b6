/**
 * Percentile distributions as HdrHistogram's own tools write them, for the plotters that read
 * `.hgrm`: value, quantile, count up to there, 1/(1−quantile). Values are in milliseconds.
 */
import hdr from 'hdr-histogram-js';
import type { LatencyRecord, RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import type { Format } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { trialRemark } from '../trial-remark.ts';

/** As HistogramLogProcessor has it. */
const TICKS_PER_HALF = 5;

const kinds = ['response', 'service'] as const;

function render(records: readonly RunRecord[]): string {
  const tables = records.flatMap((record) =>
    record.trials.flatMap((trial) => kinds.map((kind) => table(trial, kind))),
  );
  return tables.length === 0 ? '#[no trials]\n' : tables.join('\n');
}

function table(trial: TrialRecord, kind: (typeof kinds)[number]): string {
  const latency: LatencyRecord = trial.latency[kind];
  const name = plainText(trial.id).replaceAll('\n', ' ');
  const remark = plainText(trialRemark(trial)).replace(/\s+/g, ' ');
  const head =
    `#[${kind} of ${name}, in milliseconds; ${latency.censored} of them "at least"]\n` +
    `#[${remark}]`;
  if (latency.count === 0) return `${head}\n#[no values]\n`;
  const histogram = hdr.decodeFromCompressedBase64(latency.hdr, 64, false);
  return `${head}\n${histogram.outputPercentileDistribution(TICKS_PER_HALF, NS_PER_MS)}`;
}

export const hgrm = {
  name: 'hgrm',
  about: 'HdrHistogram’s percentile distributions, for its plotters',
  extension: 'hgrm',
  render,
} as const satisfies Format;
