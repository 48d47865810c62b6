/** What is known of a session that goes on. Pure: it is told, with the time. */
import type { Progress } from '../../harness/model/progress.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import type { Verdict } from '../../harness/model/verdict.ts';
import { failedCount } from '../condition.ts';
import type { Cell } from '../document.ts';
import { recordedPercentileCell } from '../supported-percentile.ts';
import { LiveSeconds } from './live-seconds.ts';
import type { Position } from './live-text.ts';
import { TrialTimes } from './trial-times.ts';

/** What a session is about, said before it starts. */
export interface LiveAbout {
  /** `steelyard compare: fastify, express`. */
  readonly title: string;
  /** Where the record goes. */
  readonly outDir: string;
}

/** As much of a trial's record as is shown while others are measured. */
export interface LiveResult {
  readonly throughputPerSecond: number;
  readonly responseP50: Cell;
  readonly responseP99: Cell;
  readonly failed: number;
  readonly verdict: Verdict;
}

/** The little of a record that crosses to where it is shown. */
export const liveResult = (trial: TrialRecord): LiveResult => ({
  throughputPerSecond: trial.throughputPerSecond,
  responseP50: recordedPercentileCell(trial.latency.response, 50),
  responseP99: recordedPercentileCell(trial.latency.response, 99),
  failed: failedCount(trial.counts),
  verdict: trial.verdict,
});

/** The trial that is measured now. */
export interface LiveTrial {
  readonly plan: TrialPlan;
  readonly position: Position;
  readonly seconds: LiveSeconds;
  /** Absent while servers start. */
  progress?: Progress;
}

export interface FinishedTrial {
  readonly plan: TrialPlan;
  readonly position: Position;
  readonly result: LiveResult;
}

/** So many trials that are over are kept; a search has dozens, and a page has an end. */
const FINISHED_MAX = 100;

export class LiveSession {
  readonly about: LiveAbout;
  readonly #times = new TrialTimes();
  #now: LiveTrial | undefined;
  #finished: FinishedTrial[] = [];
  #finishedCount = 0;

  constructor(about: LiveAbout) {
    this.about = about;
  }

  trialStarted(plan: TrialPlan, position: Position, nowNs: number): void {
    this.#times.started(nowNs);
    this.#now = { plan, position, seconds: new LiveSeconds() };
  }

  progress(progress: Progress): void {
    if (this.#now === undefined) return;
    this.#now.progress = progress;
    this.#now.seconds.see(progress);
  }

  trialFinished(result: LiveResult, nowNs: number): void {
    if (this.#now === undefined) return;
    const { plan, position } = this.#now;
    this.#times.finished(nowNs);
    this.#finishedCount++;
    this.#finished = [...this.#finished, { plan, position, result }].slice(-FINISHED_MAX);
  }

  /** The trial that is measured, or the last one; undefined before the first. */
  get now(): LiveTrial | undefined {
    return this.#now;
  }

  /** The last ones of those that are over, in their order. */
  get finished(): readonly FinishedTrial[] {
    return this.#finished;
  }

  get finishedCount(): number {
    return this.#finishedCount;
  }

  /** Null where it is not known. */
  leftNs(nowNs: number): number | null {
    return this.#now === undefined ? null : this.#times.leftNs(this.#now.position, nowNs);
  }
}
