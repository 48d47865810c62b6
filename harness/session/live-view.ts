import { planSchedule, type Schedule } from '../arrivals/schedule.ts';
import { type LiveTotals, liveBucketNs } from '../generator/control.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Progress, TrialStage } from '../model/progress.ts';
import type { TrialPlan } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';

interface Look {
  readonly elapsedNs: number;
  readonly totals: LiveTotals;
}

/**
 * Rates and percentiles are of the last second: long enough to be steady, short enough to be live.
 */
const SPAN_NS = NS_PER_S;

/** Turns the shared counters, read now and then, into what is shown of a running trial. */
export class LiveView {
  readonly #plan: TrialPlan;
  readonly #totalNs: number;
  readonly #due: Schedule | undefined;
  #dueCount = 0;
  #dueMore: boolean;
  readonly #looks: Look[] = [];

  constructor(plan: TrialPlan) {
    this.#plan = plan;
    const { load, seed, settings } = plan;
    this.#totalNs = settings.warmupNs + loadDurationNs(load);
    if (load.model === 'open') {
      this.#due = planSchedule({ phases: load.phases, warmupNs: settings.warmupNs, seed });
    }
    this.#dueMore = this.#due?.advance() ?? false;
  }

  /** Arrivals due by now; the schedule is known, so no thread has to count them. */
  #dueBy(elapsedNs: number, sent: number): number {
    if (this.#due === undefined) return sent;
    while (this.#dueMore && this.#due.atNs <= elapsedNs) {
      this.#dueCount++;
      this.#dueMore = this.#due.advance();
    }
    return Math.max(this.#dueCount, sent);
  }

  #stage(elapsedNs: number): TrialStage {
    if (elapsedNs < 0) return 'starting';
    if (elapsedNs < this.#plan.settings.warmupNs) return 'warm-up';
    return elapsedNs < this.#totalNs ? 'window' : 'drain';
  }

  look(elapsedNs: number, totals: LiveTotals): Progress {
    const { sent, completed, failed } = totals;
    const intended = this.#dueBy(elapsedNs, sent);
    while ((this.#looks[1]?.elapsedNs ?? Number.POSITIVE_INFINITY) <= elapsedNs - SPAN_NS) {
      this.#looks.shift();
    }
    const past = this.#looks[0];
    this.#looks.push({ elapsedNs, totals });
    const buckets = totals.buckets.map((count, at) => count - (past?.totals.buckets[at] ?? 0));
    const spanNs = Math.max(1, elapsedNs - (past?.elapsedNs ?? 0));
    return {
      stage: this.#stage(elapsedNs),
      elapsedNs: Math.max(0, elapsedNs),
      totalNs: this.#totalNs,
      intended,
      sent,
      completed,
      failed,
      inFlight: sent - completed - failed,
      waiting: intended - sent,
      completedPerSecond: ((completed - (past?.totals.completed ?? 0)) * NS_PER_S) / spanNs,
      responseNsP50: bucketPercentile(buckets, 0.5),
      responseNsP99: bucketPercentile(buckets, 0.99),
      responseNsMax: bucketPercentile(buckets, 1),
    };
  }
}

/** The percentile of coarse counts, in ns; null when there are none. */
function bucketPercentile(buckets: Uint32Array, share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [bucket, count] of buckets.entries()) {
    seen += count;
    if (count > 0 && seen >= share * total) return liveBucketNs(bucket);
  }
  return null;
}
