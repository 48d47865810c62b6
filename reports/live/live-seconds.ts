/** A trial so far, second by second, in few points however long it gets. */
import type { Progress } from '../../harness/model/progress.ts';
import { NS_PER_S } from '../../harness/model/units.ts';

/** A stretch of a trial, which ends at `atNs` from the start of the load. */
export interface LivePoint {
  readonly atNs: number;
  readonly lengthNs: number;
  /** Rates over the stretch; offered is null for a closed load. */
  readonly offeredPerSecond: number | null;
  readonly answeredPerSecond: number;
  readonly failedPerSecond: number;
  /** Of the last second of the stretch: percentiles of several cannot be had from theirs. */
  readonly responseNsP50: number | null;
  readonly responseNsP99: number | null;
  /** Of all its seconds. */
  readonly responseNsMax: number | null;
}

/** A drawing with more points takes longer, and shows no more. Even, so that the last one stays. */
const POINTS_MAX = 120;

interface Look extends Progress {
  readonly maxNs: number | null;
}

const larger = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** Looks at a running trial, of which one a second is kept, and later every second or fourth. */
export class LiveSeconds {
  #looks: Look[] = [];
  #strideNs = NS_PER_S;
  /** Of the looks that were not kept since the last one that was. */
  #maxNs: number | null = null;

  see(progress: Progress): void {
    const { elapsedNs, responseNsMax, stage } = progress;
    // Nothing is due any more; rates would seem to fall.
    if (stage === 'starting' || stage === 'drain' || stage === 'stopping') return;
    this.#maxNs = larger(this.#maxNs, responseNsMax);
    const strideOf = (ns: number): number => Math.floor(ns / this.#strideNs);
    if (strideOf(elapsedNs) === strideOf(this.#looks.at(-1)?.elapsedNs ?? 0)) return;
    this.#looks.push({ ...progress, maxNs: this.#maxNs });
    this.#maxNs = null;
    if (this.#looks.length === POINTS_MAX) this.#thin();
  }

  /** Leaves every other look, and tells each of the slowest answer before it. */
  #thin(): void {
    this.#strideNs *= 2;
    this.#looks = this.#looks.flatMap((look, at) => {
      if (at % 2 === 0) return [];
      return [{ ...look, maxNs: larger(look.maxNs, this.#looks[at - 1]?.maxNs ?? null) }];
    });
  }

  points(): LivePoint[] {
    return this.#looks.map((look, at) => {
      const before = this.#looks[at - 1];
      const lengthNs = look.elapsedNs - (before?.elapsedNs ?? 0);
      const perSecond = (count: number) => (count * NS_PER_S) / lengthNs;
      return {
        atNs: look.elapsedNs,
        lengthNs,
        offeredPerSecond:
          look.offeredPerSecond === null
            ? null
            : perSecond(look.intended - (before?.intended ?? 0)),
        answeredPerSecond: perSecond(look.completed - (before?.completed ?? 0)),
        failedPerSecond: perSecond(look.failed - (before?.failed ?? 0)),
        responseNsP50: look.responseNsP50,
        responseNsP99: look.responseNsP99,
        responseNsMax: look.maxNs,
      };
    });
  }
}
