import type { Rng } from '../../harness/model/rng.ts';
import { Histogram } from '../../harness/stats/histogram.ts';

/** An M/M/1 queue of mean service time 1 ms, from its steady state on, by Lindley's recursion. */
export interface QueueRun {
  /** Response times by the time of arrival, in so many stretches of equal length. */
  readonly batches: readonly Histogram[];
  /** Of the same stretches: how many answers left in it, and how long the server worked on them. */
  readonly answered: readonly number[];
  readonly workNs: readonly number[];
  readonly batchNs: number;
}

export const QUEUE_SERVICE_NS = 1e6;

/** The true percentile of its response times, which are exponential. */
export const queuePercentileNs = (load: number, percent: number): number =>
  (-Math.log(1 - percent / 100) * QUEUE_SERVICE_NS) / (1 - load);

/** About `count` requests. */
export function queueRun(
  rng: Rng,
  shape: { readonly load: number; readonly count: number; readonly batches: number },
): QueueRun {
  const { load, count } = shape;
  const exponentialNs = (meanNs: number): number => -Math.log(rng()) * meanNs;
  const batches = Array.from({ length: shape.batches }, () => new Histogram());
  const answered = new Array<number>(shape.batches).fill(0);
  const workNs = new Array<number>(shape.batches).fill(0);
  const batchNs = (count * QUEUE_SERVICE_NS) / load / shape.batches;
  const endNs = batchNs * shape.batches;
  let leftNs = rng() < load ? exponentialNs(QUEUE_SERVICE_NS / (1 - load)) : 0;
  let atNs = 0;
  for (;;) {
    const gapNs = exponentialNs(QUEUE_SERVICE_NS / load);
    atNs += gapNs;
    if (atNs >= endNs) return { batches, answered, workNs, batchNs };
    const serviceNs = exponentialNs(QUEUE_SERVICE_NS);
    leftNs = Math.max(0, leftNs - gapNs) + serviceNs;
    batches[Math.floor(atNs / batchNs)]?.record(Math.round(leftNs));
    const left = Math.floor((atNs + leftNs) / batchNs);
    if (left >= shape.batches) continue;
    answered[left] = (answered[left] ?? 0) + 1;
    workNs[left] = (workNs[left] ?? 0) + serviceNs;
  }
}
