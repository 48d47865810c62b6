/**
 * Where a series of results, such as one figure of each version, changes its level for good. Two
 * steps after Fleming and others, Hunter: Using Change Point Detection to Hunt for Performance
 * Regressions (ICPE 2023), as Apache Otava carries them on: windows of the series are split where
 * their parts differ most, by the energy distance of Matteson and James (A Nonparametric Approach
 * for Multiple Change Point Analysis, 2014), and then the weakest splits are taken back until all
 * that are left stand.
 *
 * The test is Student's, with Otava's variance (over n, not n − 1), so that its results can be
 * compared. It is asked of places chosen for their difference: at the default chance of 0.001 about
 * one series of 100 values in twenty shows a change where there is none.
 */
import { strict as assert } from 'node:assert';
import { bestSplit } from './energy-split.ts';
import { mean } from './moments.ts';
import { studentTail } from './student-t.ts';

/** A change of level. */
export interface ChangePoint {
  /** Of the first value of the new level. */
  readonly index: number;
  /** Mean from the change before to here. */
  readonly before: number;
  /** Mean from here to the next change. */
  readonly after: number;
  /** Of the two sides being as different by chance, were the place not chosen. */
  readonly p: number;
}

/** How to look. */
export interface ChangeQuestion {
  readonly values: readonly number[];
  /** Values looked at together, 50 when absent. */
  readonly window?: number;
  /** A change with a larger p is none; 0.001 when absent. */
  readonly chance?: number;
  /** A change by a smaller share of the level does not matter; 0 when absent. */
  readonly magnitude?: number;
}

/** The first step takes what is so much likelier to be chance; the second looks again. */
const relaxed = (chance: number): number => chance * (chance < 0.05 ? 10 : 2);

/** The changes of a series, in order. */
export function changePoints(question: ChangeQuestion): ChangePoint[] {
  const { values, window = 50, chance = 0.001, magnitude = 0 } = question;
  assert(window >= 2, `a window of ${window}`);
  assert(chance > 0 && chance < 0.5, `a chance of ${chance}`);
  const places = split(values, { window, chance: relaxed(chance) });
  const found = places.map((index, at) => changeAt(values, places, at, index));
  return withoutWeak(values, found, { chance, magnitude });
}

/** Splits overlapping windows; each starts at the last split of the one before, or half of it. */
function split(
  values: readonly number[],
  { window, chance }: { readonly window: number; readonly chance: number },
): number[] {
  const places = new Set<number>();
  let start = 0;
  while (start < values.length) {
    const inWindow = splitWindow(values.slice(start, start + window), chance);
    for (const place of inWindow) places.add(start + place);
    start += Math.max(inWindow.at(-1) ?? 0, Math.floor(window / 2));
  }
  return [...places].sort((a, b) => a - b);
}

/** Splits parts of a window at their best places, the clearest first, while the test agrees. */
function splitWindow(values: readonly number[], chance: number): number[] {
  const places: number[] = [];
  for (;;) {
    const ends = [0, ...places, values.length];
    const best = ends
      .slice(1)
      .map((end, at) => ({ from: ends[at] as number, end }))
      .filter(({ from, end }) => end - from > 1)
      .map(({ from, end }) => ({ from, end, ...bestSplit(values.slice(from, end)) }))
      .reduce<SplitPart | undefined>(
        (most, part) => (most === undefined || part.distance > most.distance ? part : most),
        undefined,
      );
    if (best === undefined) return places;
    const place = best.from + best.at;
    const sides = [values.slice(best.from, place), values.slice(place, best.end)] as const;
    if (!(chanceOf(...sides) <= chance)) return places;
    places.push(place);
    places.sort((a, b) => a - b);
  }
}

interface SplitPart {
  readonly from: number;
  readonly end: number;
  readonly at: number;
  readonly distance: number;
}

/** Student's t with a common variance, the variances of the sides taken over n. */
function chanceOf(left: readonly number[], right: readonly number[]): number {
  const df = left.length + right.length - 2;
  if (df <= 0) return 1;
  const difference = mean(right) - mean(left);
  const pooled = ((left.length - 1) * variance(left) + (right.length - 1) * variance(right)) / df;
  const error = Math.sqrt(pooled * (1 / left.length + 1 / right.length));
  if (error === 0) return difference === 0 ? 1 : 0;
  return 2 * studentTail({ t: Math.abs(difference) / error, df });
}

function variance(values: readonly number[]): number {
  const level = mean(values);
  return mean(values.map((value) => (value - level) ** 2));
}

/** What is so at one of several sorted places. */
function changeAt(
  values: readonly number[],
  places: readonly number[],
  at: number,
  index: number,
): ChangePoint {
  const left = values.slice(places[at - 1] ?? 0, index);
  const right = values.slice(index, places[at + 1] ?? values.length);
  return { index, before: mean(left), after: mean(right), p: chanceOf(left, right) };
}

/**
 * Takes the weakest change back, looks at its neighbours again, and so on until all stand. Otava
 * looks at the one after again, but not at the one before, which now has more values to its right:
 * in its own examples two changes stand by a p that is no longer theirs.
 */
function withoutWeak(
  values: readonly number[],
  found: readonly ChangePoint[],
  limits: { readonly chance: number; readonly magnitude: number },
): ChangePoint[] {
  let changes = [...found];
  for (;;) {
    const weakest = weakestOf(changes, limits);
    if (weakest === undefined) return changes;
    const places = changes.map(({ index }) => index).filter((index) => index !== weakest.index);
    changes = places.map((index, at) => changeAt(values, places, at, index));
  }
}

/** The likeliest to be chance, if it is too likely; or else the smallest, if it is too small. */
function weakestOf(
  changes: readonly ChangePoint[],
  limits: { readonly chance: number; readonly magnitude: number },
): ChangePoint | undefined {
  const largest = (by: (change: ChangePoint) => number): ChangePoint | undefined =>
    changes.reduce<ChangePoint | undefined>(
      (most, change) => (most === undefined || by(change) > by(most) ? change : most),
      undefined,
    );
  const likeliest = largest(({ p }) => p);
  if (likeliest === undefined || likeliest.p >= limits.chance) return likeliest;
  const smallest = largest((change) => -magnitudeOf(change));
  return smallest && magnitudeOf(smallest) <= limits.magnitude ? smallest : undefined;
}

/** The change as a share of the smaller of its two levels; 0 where one of them is 0. */
function magnitudeOf({ before, after }: ChangePoint): number {
  if (before === 0 || after === 0) return 0;
  return Math.max(Math.abs(after / before - 1), Math.abs(before / after - 1));
}
