/**
 * The plan of an open load: every intended time, fixed before the run by the phases and the seed.
 * It is computed arrival by arrival, so it takes no memory however long it is.
 */
import type { Phase } from '../model/load.ts';
import { lookUp } from '../model/registry.ts';
import { seededRng } from '../stats/rng.ts';
import type { ArrivalKind, Arrivals } from './arrival-kind.ts';
import { arrivalKinds } from './index.ts';

/** A cursor on a sequence of arrivals; it stands before the first one until `advance`. */
export interface Schedule {
  /** Goes to the next arrival; false when there is none. */
  advance(): boolean;
  /** Intended time in integer ns from the start of the load, warm-up included. */
  readonly atNs: number;
  /** Place in the whole schedule, from 0. */
  readonly index: number;
}

/** All that fixes a schedule: the same plan gives the same times, always. */
export interface SchedulePlan {
  readonly phases: readonly Phase[];
  /** Played before the phases, like the first of them. 0 for none. */
  readonly warmupNs: number;
  readonly seed: number;
}

/** The kind that plays a phase; a usage error where there is none of its name. */
export function kindOf(phase: Phase): ArrivalKind {
  return lookUp('arrival kind', arrivalKinds, phase.kind) as ArrivalKind;
}

/** Throws a usage error for a phase that cannot be played. */
export function checkPhases(phases: readonly Phase[]): void {
  for (const phase of phases) kindOf(phase).check(phase);
}

class Chain implements Schedule {
  readonly #phases: readonly Phase[];
  readonly #seed: number;
  #next = 0;
  #arrivals: Arrivals = () => Number.POSITIVE_INFINITY;
  #startNs = 0;
  #endNs = 0;
  atNs = 0;
  index = -1;

  constructor(phases: readonly Phase[], seed: number) {
    this.#phases = phases;
    this.#seed = seed;
  }

  advance(): boolean {
    for (;;) {
      const offsetNs = this.#arrivals();
      if (offsetNs !== Number.POSITIVE_INFINITY) {
        this.atNs = this.#startNs + offsetNs;
        this.index++;
        return true;
      }
      if (!this.#openPhase()) return false;
    }
  }

  #openPhase(): boolean {
    const phase = this.#phases[this.#next];
    if (phase === undefined) return false;
    // Each phase has chance of its own: a longer first phase leaves the second as it was.
    this.#arrivals = kindOf(phase).arrivals(phase, seededRng(this.#seed, this.#next));
    this.#next++;
    this.#startNs = this.#endNs;
    this.#endNs += phase.durationNs;
    return true;
  }
}

/** The schedule of a warm-up and the phases after it. */
export function planSchedule(plan: SchedulePlan): Schedule {
  const { phases, warmupNs, seed } = plan;
  const [first] = phases;
  const warmup = first && warmupNs > 0 ? [kindOf(first).warmup(first, warmupNs)] : [];
  return new Chain([...warmup, ...phases], seed);
}

/**
 * Every `workers`-th arrival, from the `worker`-th on (from 0). The stripes of all workers together
 * are exactly the whole.
 */
export function stripe(whole: Schedule, worker: number, workers: number): Schedule {
  if (workers === 1) return whole;
  return {
    advance() {
      while (whole.advance()) if (whole.index % workers === worker) return true;
      return false;
    },
    get atNs() {
      return whole.atNs;
    },
    get index() {
      return whole.index;
    },
  };
}
