import { type Load, loadDurationNs } from '../../harness/model/load.ts';
import type { Outcome } from '../../harness/model/protocol.ts';
import type { Rng } from '../../harness/model/rng.ts';
import { NS_PER_S, NS_PER_US } from '../../harness/model/units.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import type { SampleTrial } from './sample-trial.ts';

/** Answers are waited for so long after the window. */
export const DRAIN_NS = 2 * NS_PER_S;

/** One request as it went. Times are from the start of the window. */
export interface Exchange {
  readonly operation: string;
  readonly server: number;
  readonly intendedNs: number;
  /** Null when no connection became free before the end. */
  readonly sentNs: number | null;
  readonly doneNs: number;
  readonly outcome: Outcome | 'unfinished' | 'unsent';
}

/** The queues of a trial: connections that take requests, and servers that work one at a time. */
export class Simulation {
  readonly #trial: SampleTrial;
  readonly #rng: Rng;
  readonly #connectionFreeNs: number[];
  readonly #serverFreeNs: number[];
  readonly #endNs: number;

  constructor(trial: SampleTrial) {
    this.#trial = trial;
    this.#rng = seededRng(trial.seed);
    this.#connectionFreeNs = new Array<number>(trial.connections).fill(-trial.warmupNs);
    this.#serverFreeNs = new Array<number>(trial.servers).fill(-trial.warmupNs);
    this.#endNs = loadDurationNs(trial.load) + DRAIN_NS;
  }

  run(): Exchange[] {
    const { load } = this.#trial;
    return load.model === 'open' ? this.#runOpen() : this.#runClosed(load.thinkNs);
  }

  #exponentialNs(meanNs: number): number {
    return Math.max(1, Math.round(-Math.log(this.#rng()) * meanNs));
  }

  #runOpen(): Exchange[] {
    const exchanges: Exchange[] = [];
    const { load, warmupNs } = this.#trial;
    const durationNs = loadDurationNs(load);
    const rate = ratePerSecond(load);
    let atNs = -warmupNs + this.#exponentialNs(NS_PER_S / rate);
    while (atNs < durationNs) {
      exchanges.push(this.#exchange(atNs));
      atNs += this.#exponentialNs(NS_PER_S / rate);
    }
    return exchanges;
  }

  #runClosed(thinkNs: number): Exchange[] {
    const exchanges: Exchange[] = [];
    const durationNs = loadDurationNs(this.#trial.load);
    for (;;) {
      const freeNs = Math.min(...this.#connectionFreeNs);
      if (freeNs >= durationNs) return exchanges;
      exchanges.push(this.#exchange(freeNs + thinkNs));
    }
  }

  #exchange(intendedNs: number): Exchange {
    const { stall, workNs, timeoutNs, failing, operations } = this.#trial;
    const connection = this.#connectionFreeNs.indexOf(Math.min(...this.#connectionFreeNs));
    const server = connection % this.#serverFreeNs.length;
    const which = Math.floor(this.#rng() ** 2 * operations.length);
    const operation = operations[which] ?? 'only';
    const freeNs = this.#connectionFreeNs[connection] ?? 0;
    const sentNs = Math.max(intendedNs, freeNs) + this.#exponentialNs(2 * NS_PER_US);
    if (sentNs >= this.#endNs - DRAIN_NS) {
      return {
        operation,
        server,
        intendedNs,
        sentNs: null,
        doneNs: this.#endNs,
        outcome: 'unsent',
      };
    }
    const arrivedNs = sentNs + this.#exponentialNs(12 * NS_PER_US);
    let startNs = Math.max(arrivedNs, this.#serverFreeNs[server] ?? 0);
    if (stall && startNs >= stall.atNs && startNs < stall.atNs + stall.lengthNs) {
      startNs = stall.atNs + stall.lengthNs;
    }
    // The second operation, where there is one, is three times the work of the first.
    const finishedNs = startNs + this.#exponentialNs(which > 0 ? 3 * workNs : workNs);
    this.#serverFreeNs[server] = finishedNs;
    const dueNs = sentNs + timeoutNs;
    const doneNs = Math.min(finishedNs + this.#exponentialNs(10 * NS_PER_US), dueNs);
    this.#connectionFreeNs[connection] = doneNs;
    const shared = { operation, server, intendedNs, sentNs };
    if (doneNs > this.#endNs) return { ...shared, doneNs: this.#endNs, outcome: 'unfinished' };
    if (doneNs === dueNs) return { ...shared, doneNs, outcome: 'timeout' };
    const fails = failing !== undefined && this.#rng() < failing.share;
    return { ...shared, doneNs, outcome: fails ? failing.kind : 'ok' };
  }
}

function ratePerSecond(load: Load): number {
  const phase = load.model === 'open' ? load.phases[0] : undefined;
  if (phase && 'ratePerSecond' in phase) return Number(phase.ratePerSecond);
  throw new TypeError('a sample has one phase with a rate');
}
