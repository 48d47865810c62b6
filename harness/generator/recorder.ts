/**
 * What one generator thread saw. A request belongs to the window if it was *intended* in it,
 * whenever it was answered; what was intended before is warm-up, and is kept apart. All times here
 * are nanoseconds from the start of the load.
 */
import type { ConnectTiming, Outcome } from '../model/protocol.ts';
import type { AnswerExample, Counts } from '../model/record.ts';
import { Histogram, type HistogramData } from '../stats/histogram.ts';
import type { LiveCounters } from './control.ts';
import { Series, warmupIntervalNs } from './series.ts';
import { type ServedData, ServedTally } from './served-tally.ts';
import { SessionTally, type SessionTallyData } from './session-tally.ts';
import { Tally, type TallyData } from './tally.ts';

export interface RecorderOptions {
  readonly operations: number;
  /** Groups of steps within sessions; none when absent. */
  readonly groups?: number;
  /** The window, from the start of the load. */
  readonly windowStartNs: number;
  readonly windowEndNs: number;
  readonly intervalNs: number;
  readonly live: Pick<LiveCounters, 'settled' | 'sent' | 'blocked' | 'late'>;
}

/** One request's times. */
export interface Exchanged {
  readonly operation: number;
  readonly intendedNs: number;
  readonly sentNs: number;
  /** From when on a connection was free for it. */
  readonly freeNs: number;
}

/** A recorder's content as plain data. */
export interface RecorderData {
  readonly operations: readonly TallyData[];
  readonly series: readonly TallyData[];
  readonly warmup: Counts;
  /** From the start of the load on; empty where there was no warm-up. */
  readonly warmupSeries: readonly TallyData[];
  readonly pacing: HistogramData;
  readonly connect: HistogramData;
  readonly handshake: HistogramData;
  /** All service times, warm-up included, and the ages of what was unfinished. */
  readonly serviceNs: number;
  /** The first wrong answer to each operation; null where there was none. */
  readonly examples: readonly (AnswerExample | null)[];
  readonly sessions: SessionTallyData;
  /** What the server said of its own time, by operation; null where it said nothing. */
  readonly served: readonly (ServedData | null)[];
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #operations: readonly Tally[];
  readonly #series: Series;
  readonly #warmup: Series;
  readonly #pacing = new Histogram();
  readonly #connect = new Histogram();
  readonly #handshake = new Histogram();
  readonly #examples: (AnswerExample | null)[];
  readonly #served: (ServedTally | null)[];
  /** Runs through all steps of a scenario. */
  readonly sessions: SessionTally;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { windowStartNs, windowEndNs, intervalNs } = options;
    this.#operations = Array.from({ length: options.operations }, () => new Tally());
    this.#series = new Series(windowEndNs - windowStartNs, intervalNs);
    this.#warmup = new Series(windowStartNs, warmupIntervalNs(windowStartNs, intervalNs));
    this.#examples = new Array<AnswerExample | null>(options.operations).fill(null);
    this.#served = new Array<ServedTally | null>(options.operations).fill(null);
    this.sessions = new SessionTally(windowStartNs, options.groups ?? 0);
  }

  /** An exchange came to its end, good or bad. */
  settled(exchange: Exchanged, outcome: Outcome, doneNs: number): void {
    const { windowStartNs, windowEndNs } = this.#options;
    const { intendedNs, sentNs } = exchange;
    const responseNs = doneNs - intendedNs;
    this.#options.live.settled(outcome, responseNs);
    if (outcome === 'ok' && doneNs < windowEndNs) {
      if (doneNs >= windowStartNs) this.#series.answered(doneNs - windowStartNs);
      else this.#warmup.answered(doneNs);
    }
    if (intendedNs < windowStartNs) {
      this.#warmup.at(intendedNs).settled(outcome, responseNs, doneNs - sentNs);
      return;
    }
    this.#recordPacing(exchange);
    const interval = this.#series.at(intendedNs - windowStartNs);
    interval.settled(outcome, responseNs, doneNs - sentNs);
    this.#operation(exchange.operation).settled(outcome, responseNs, doneNs - sentNs);
  }

  /** An exchange was still in flight when the drain ended. */
  unfinished(exchange: Exchanged, endNs: number): void {
    const { windowStartNs } = this.#options;
    const { intendedNs, sentNs } = exchange;
    const ages = [endNs - intendedNs, endNs - sentNs] as const;
    if (intendedNs < windowStartNs) {
      this.#warmup.at(intendedNs).leftUnfinished(...ages);
      return;
    }
    this.#recordPacing(exchange);
    this.#series.at(intendedNs - windowStartNs).leftUnfinished(...ages);
    this.#operation(exchange.operation).leftUnfinished(...ages);
  }

  /** An arrival was due and never sent. */
  unsent(operation: number, intendedNs: number, endNs: number): void {
    const { windowStartNs } = this.#options;
    if (intendedNs < windowStartNs) {
      this.#warmup.at(intendedNs).leftUnsent(endNs - intendedNs);
      return;
    }
    this.#series.at(intendedNs - windowStartNs).leftUnsent(endNs - intendedNs);
    this.#operation(operation).leftUnsent(endNs - intendedNs);
  }

  /** A request was written. */
  sent(): void {
    this.#options.live.sent();
  }

  /** Whether arrivals wait for a free connection now. */
  blocked(yes: boolean): void {
    this.#options.live.blocked(yes);
  }

  /** The server said how long a right answer took it; to be called besides `settled`. */
  served(exchange: Exchanged, serverNs: number, doneNs: number): void {
    const { operation, intendedNs, sentNs } = exchange;
    if (intendedNs < this.#options.windowStartNs) return;
    const tally = this.#served[operation] ?? new ServedTally();
    this.#served[operation] = tally;
    tally.record(serverNs, doneNs - sentNs);
  }

  hasExample(operation: number): boolean {
    return this.#examples[operation] !== null;
  }

  /** Kept for people to see what was wrong. */
  example(operation: number, example: AnswerExample): void {
    this.#examples[operation] = example;
  }

  connected(timing: ConnectTiming): void {
    this.#connect.record(timing.connectNs);
    if (timing.handshakeNs > 0) this.#handshake.record(timing.handshakeNs);
  }

  #recordPacing(exchange: Exchanged): void {
    const lateNs = exchange.sentNs - Math.max(exchange.intendedNs, exchange.freeNs);
    this.#options.live.late(lateNs);
    this.#pacing.record(lateNs);
  }

  #operation(index: number): Tally {
    const tally = this.#operations[index];
    if (tally === undefined) throw new RangeError(`no operation ${index}`);
    return tally;
  }

  toData(): RecorderData {
    const warmupSeries = this.#warmup.toData();
    const warmup = new Tally();
    for (const interval of warmupSeries) warmup.add(interval);
    return {
      operations: this.#operations.map((tally) => tally.toData()),
      series: this.#series.toData(),
      warmup: warmup.counts(),
      warmupSeries: this.#options.windowStartNs > 0 ? warmupSeries : [],
      pacing: this.#pacing.toData(),
      connect: this.#connect.toData(),
      handshake: this.#handshake.toData(),
      examples: this.#examples,
      served: this.#served.map((tally) => tally?.toData() ?? null),
      sessions: this.sessions.toData(),
      serviceNs: [warmup, ...this.#operations].reduce(
        (sum, { service }) => sum + service.answered.sumNs + service.censored.sumNs,
        0,
      ),
    };
  }
}
