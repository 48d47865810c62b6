import { planSchedule, type Schedule } from '../arrivals/schedule.ts';
import { type LiveTotals, liveBucketNs } from '../generator/control.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Progress, TrialStage } from '../model/progress.ts';
import type { TrialPlan } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';

interface Look {
  readonly elapsedNs: number;
  readonly totals: LiveTotals;
  readonly intended: number;
}

/**
 * Rates and percentiles are of the last second: long enough to be steady, short enough to be live.
 */
const SPAN_NS = NS_PER_S;

/** Of the schedule at one look: a few milliseconds. It catches up at the next ones. */
const ADVANCES_MAX = 100_000;

/** The shares of the last second's answers that are shown; the last is the slowest of them. */
const SHARES = [0.5, 0.99, 1] as const;

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

  /**
   * Arrivals due by now: those sent, unless one waits for a connection. The schedule is known, so
   * no thread has to count them; it is played only when needed, as the main thread should be quiet
   * while the others measure.
   */
  #dueBy(elapsedNs: number, { sent, blocked }: LiveTotals): number {
    if (this.#due === undefined || blocked === 0) return sent;
    for (let left = ADVANCES_MAX; left > 0; left--) {
      if (!this.#dueMore || this.#due.atNs > elapsedNs) break;
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
    const { sent, completed } = totals;
    const failed = Object.values(totals.failed).reduce((sum, count) => sum + count, 0);
    const intended = this.#dueBy(elapsedNs, totals);
    while ((this.#looks[1]?.elapsedNs ?? Number.POSITIVE_INFINITY) <= elapsedNs - SPAN_NS) {
      this.#looks.shift();
    }
    const past = this.#looks[0];
    this.#looks.push({ elapsedNs, totals, intended });
    const [p50, p99, max] = recentNs(totals.buckets, past?.totals.buckets);
    const spanNs = Math.max(1, elapsedNs - (past?.elapsedNs ?? 0));
    return {
      stage: this.#stage(elapsedNs),
      elapsedNs: Math.max(0, elapsedNs),
      totalNs: this.#totalNs,
      intended,
      sent,
      completed,
      failed,
      failures: totals.failed,
      // The counters go on while they are read, one after the other.
      inFlight: Math.max(0, sent - completed - failed),
      waiting: intended - sent,
      completedPerSecond: ((completed - (past?.totals.completed ?? 0)) * NS_PER_S) / spanNs,
      offeredPerSecond:
        this.#due === undefined ? null : ((intended - (past?.intended ?? 0)) * NS_PER_S) / spanNs,
      lateNs: lateness(totals, past?.totals),
      responseNsP50: p50 ?? null,
      responseNsP99: p99 ?? null,
      responseNsMax: max ?? null,
    };
  }
}

/** On average over what was sent in between; null where nothing was. */
function lateness(totals: LiveTotals, past: LiveTotals | undefined): number | null {
  const sent = totals.sent - (past?.sent ?? 0);
  return sent === 0 ? null : (totals.lateNs - (past?.lateNs ?? 0)) / sent;
}

/** The `SHARES` of what was counted since `past`, in ns; none when that was nothing. */
function recentNs(buckets: Uint32Array, past: Uint32Array | undefined): number[] {
  const counts = new Uint32Array(buckets.length);
  let total = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = (buckets[at] as number) - (past?.[at] ?? 0);
    counts[at] = count;
    total += count;
  }
  const found: number[] = [];
  let seen = 0;
  for (let at = 0; at < counts.length && found.length < SHARES.length; at++) {
    seen += counts[at] as number;
    while (total > 0 && seen >= (SHARES[found.length] ?? Number.POSITIVE_INFINITY) * total) {
      found.push(liveBucketNs(at));
    }
  }
  return found;
}
