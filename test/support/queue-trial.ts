import { rateOf } from '../../harness/experiments/capacity-trial.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { Rng } from '../../harness/model/rng.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { madeTrial } from './made-trial.ts';

/** A server of exponential service times, and what goes wrong in a trial. */
export interface SimQueue {
  readonly serviceNs: number;
  readonly rng: Rng;
  /** Nothing is served for so long from then on. */
  readonly stall?: { readonly atNs: number; readonly lengthNs: number };
}

/** Lengths of its series, as many as intervals need and no more: they make most of the work. */
const POINTS = 20;

/** What a plan measures on the queue M/M/1, in simulated time (Lindley's recursion). */
export function queueTrial(plan: TrialPlan, queue: SimQueue): TrialRecord {
  const durationNs = loadDurationNs(plan.load);
  const seriesIntervalNs = NS_PER_S * Math.max(1, Math.ceil(durationNs / NS_PER_S / POINTS));
  const { intendedNs, responseNs } =
    plan.load.model === 'closed' ? closed(queue, plan.load.clients, durationNs) : open(plan, queue);
  return madeTrial(plan, {
    requests: intendedNs.length,
    intendedNs: (index) => intendedNs[index] ?? 0,
    responseNs: (index) => responseNs[index] ?? 0,
    seriesIntervalNs,
  });
}

interface Path {
  readonly intendedNs: readonly number[];
  readonly responseNs: readonly number[];
}

const exponential = (rng: Rng, meanNs: number): number => -Math.log(rng()) * meanNs;

/** Poisson arrivals; the queue starts as long as it is on average, as after a warm-up. */
function open({ load }: TrialPlan, { serviceNs, rng, stall }: SimQueue): Path {
  const rate = rateOf({ load });
  const durationNs = loadDurationNs(load);
  const busy = (rate * serviceNs) / NS_PER_S;
  const intendedNs: number[] = [];
  const responseNs: number[] = [];
  let freeNs = busy < 1 && rng() < busy ? exponential(rng, serviceNs / (1 - busy)) : 0;
  let stalled = stall === undefined;
  for (let atNs = 0; ; ) {
    atNs += exponential(rng, NS_PER_S / rate);
    if (atNs >= durationNs) return { intendedNs, responseNs };
    if (stall && !stalled && Math.max(atNs, freeNs) >= stall.atNs) {
      stalled = true;
      freeNs = Math.max(freeNs, stall.atNs) + stall.lengthNs;
    }
    freeNs = Math.max(atNs, freeNs) + exponential(rng, serviceNs);
    intendedNs.push(Math.floor(atNs));
    responseNs.push(Math.round(freeNs - atNs));
  }
}

/** So many clients back to back: the server is never idle. */
function closed({ serviceNs, rng }: SimQueue, clients: number, durationNs: number): Path {
  const intendedNs: number[] = [];
  const responseNs: number[] = [];
  const ends = new Array<number>(clients).fill(0);
  for (let doneNs = 0; doneNs < durationNs; ) {
    const atNs = ends.shift() ?? 0;
    doneNs += exponential(rng, serviceNs);
    intendedNs.push(Math.floor(atNs));
    responseNs.push(Math.round(doneNs - atNs));
    ends.push(doneNs);
  }
  return { intendedNs, responseNs };
}
