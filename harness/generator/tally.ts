import { type FailureKind, failureKinds, type Outcome } from '../model/protocol.ts';
import type { Counts } from '../model/record.ts';
import { Distribution, type DistributionData } from '../stats/distribution.ts';

/** A tally as plain data that crosses between threads. */
export interface TallyData {
  readonly completed: number;
  readonly unsent: number;
  readonly unfinished: number;
  readonly failed: Readonly<Record<FailureKind, number>>;
  readonly answered: number;
  readonly response: DistributionData;
  readonly service: DistributionData;
  readonly lag: DistributionData;
}

/** The counts and the three distributions of one operation, or of one interval of the series. */
export class Tally {
  readonly response = new Distribution();
  readonly service = new Distribution();
  readonly lag = new Distribution();
  completed = 0;
  unsent = 0;
  unfinished = 0;
  /** Right answers that arrived in this interval; an operation does not use it. */
  answered = 0;
  readonly #failed: Record<FailureKind, number> = {
    connect: 0,
    timeout: 0,
    reset: 0,
    malformed: 0,
    status: 0,
    mismatch: 0,
  };

  settled(outcome: Outcome, responseNs: number, serviceNs: number): void {
    this.lag.answered.record(responseNs - serviceNs);
    if (outcome === 'ok') {
      this.completed++;
      this.response.answered.record(responseNs);
      this.service.answered.record(serviceNs);
    } else {
      this.#failed[outcome]++;
      this.response.censored.record(responseNs);
      this.service.censored.record(serviceNs);
    }
  }

  /** Sent, and still without an answer: both ages count as "at least". */
  leftUnfinished(responseNs: number, serviceNs: number): void {
    this.unfinished++;
    this.lag.answered.record(responseNs - serviceNs);
    this.response.censored.record(responseNs);
    this.service.censored.record(serviceNs);
  }

  /** Due and never sent: a caller has waited this long already. */
  leftUnsent(responseNs: number): void {
    this.unsent++;
    this.response.censored.record(responseNs);
  }

  add(data: TallyData): void {
    this.completed += data.completed;
    this.unsent += data.unsent;
    this.unfinished += data.unfinished;
    this.answered += data.answered;
    for (const kind of failureKinds) this.#failed[kind] += data.failed[kind];
    this.response.add(Distribution.fromData(data.response));
    this.service.add(Distribution.fromData(data.service));
    this.lag.add(Distribution.fromData(data.lag));
  }

  counts(): Counts {
    const failures = failureKinds.reduce((sum, kind) => sum + this.#failed[kind], 0);
    const sent = this.completed + failures + this.unfinished;
    return {
      intended: sent + this.unsent,
      sent,
      completed: this.completed,
      unsent: this.unsent,
      unfinished: this.unfinished,
      failed: { ...this.#failed },
    };
  }

  /** Forgets everything and keeps the histograms' memory for the next interval. */
  clear(): void {
    this.completed = 0;
    this.unsent = 0;
    this.unfinished = 0;
    this.answered = 0;
    for (const kind of failureKinds) this.#failed[kind] = 0;
    for (const part of [this.response, this.service, this.lag]) part.clear();
  }

  toData(): TallyData {
    return {
      completed: this.completed,
      unsent: this.unsent,
      unfinished: this.unfinished,
      failed: { ...this.#failed },
      answered: this.answered,
      response: this.response.toData(),
      service: this.service.toData(),
      lag: this.lag.toData(),
    };
  }
}
