/** The runs that the gallery shows: of targets whose answers are known beforehand. */
import { join } from 'node:path';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import {
  formatNs,
  formatRate,
  formatShare,
  NS_PER_MS,
  NS_PER_S,
} from '../../harness/model/units.ts';
import { mean } from '../../harness/stats/moments.ts';
import { md1, mg1MeanNs } from '../../harness/stats/queueing.ts';
import { rootOf } from '../../harness/stats/root.ts';

/** Something that was measured beside what it is. */
export interface Truth {
  readonly about: string;
  readonly found: string;
  readonly truth: string;
}

export interface Example {
  readonly name: 'compare' | 'scale' | 'capacity';
  /** What the command line is given. */
  readonly words: readonly string[];
  truths(record: RunRecord): readonly Truth[];
}

const RATE = 250;
const SERVICE_MS = 2;
const LOAD = (RATE * SERVICE_MS) / 1000;

/** Queues that serve for 2 ms on average; E[S²]/E[S]² − 1 is how much that scatters. */
const queues = [
  { target: 'queue-fixed:serviceUs=2000', squaredVariation: 0 },
  { target: 'queue:serviceUs=2000', squaredVariation: 1 },
  // One in nine takes 10 ms, the others 1 ms.
  { target: `queue-bimodal:longShare=${(1 / 9).toFixed(6)}`, squaredVariation: 2 },
] as const;

const meanNs = ({ latency }: TrialRecord): number => latency.response.meanNs ?? Number.NaN;

const compare: Example = {
  name: 'compare',
  words: [
    ...['compare', ...queues.map(({ target }) => target), '--rate', `${RATE}`],
    ...['--duration', '4s', '--warmup', '500ms'],
  ],
  truths: ({ trials }) =>
    queues.map(({ target, squaredVariation }) => {
      const own = trials.filter((trial) => trial.target === target);
      const truthNs = mg1MeanNs({
        ...{ serviceNs: SERVICE_MS * NS_PER_MS, load: LOAD },
        squaredVariation,
      });
      return {
        about: `mean response of ${target}`,
        found: own.length === 0 ? '–' : formatNs(mean(own.map(meanNs))),
        truth: formatNs(truthNs),
      };
    }),
};

const SLOTS = 4;
const LOCK_SHARE = 0.05;
/** Of one slot `s` is done one at a time; of a server of `c` slots, `sc/(1 + s(c − 1))`. */
const SIGMA = (LOCK_SHARE * SLOTS) / (1 + LOCK_SHARE * (SLOTS - 1));

export const scale: Example = {
  name: 'scale',
  words: [
    ...['scale', `pooled:serviceMs=20,lockShare=${LOCK_SHARE}`, '--servers', '1,2,4,8'],
    ...['--connections', `${4 * SLOTS}`, '--duration', '2s', '--warmup', '500ms'],
  ],
  truths: ({ findings }) => {
    const law = findings.find(({ evidence }) => evidence['law'] !== undefined)?.evidence ?? {};
    const share = (name: string): string => {
      const value = law[name];
      return typeof value === 'number' ? formatShare(value) : '–';
    };
    return [
      {
        about: `share of the work that is done one at a time (${law['law'] ?? 'no law found'})`,
        found: `${share('sigma')} [${share('sigmaLow')}–${share('sigmaHigh')}]`,
        truth: formatShare(SIGMA),
      },
    ];
  },
};

const LIMIT_MS = 10;

/** M/D/1: p99 grows with the load, so there is one load at which it is the limit. */
const capacityPerSecond = (): number => {
  const serviceNs = SERVICE_MS * NS_PER_MS;
  const over = (load: number): number =>
    md1({ serviceNs, load }).percentileNs(99) - LIMIT_MS * NS_PER_MS;
  return (rootOf(over, { low: 0.1, high: 0.95 }) * NS_PER_S) / serviceNs;
};

const capacity: Example = {
  name: 'capacity',
  words: [
    ...['capacity', `queue-fixed:serviceUs=${SERVICE_MS * 1000}`],
    ...['--objective', `p99<${LIMIT_MS}ms`, '--min-rate', '100', '--max-rate', '450'],
    ...['--duration', '3s', '--warmup', '500ms', '--trials', '3', '--width', '6%'],
  ],
  truths: ({ findings }) => {
    const rate = (name: string): string => {
      const value = findings[0]?.evidence[`${name}PerSecond`];
      return typeof value === 'number' ? formatRate(value) : '–';
    };
    return [
      {
        about: `highest rate with p99 below ${LIMIT_MS} ms`,
        found: `${rate('estimate')}, from ${rate('held')} to ${rate('broken')}`,
        truth: formatRate(capacityPerSecond()),
      },
    ];
  },
};

/** Where their records and reports are; git ignores it. */
export const galleryDir = join('steelyard-out', 'gallery');

export const examples: readonly Example[] = [compare, scale, capacity];
