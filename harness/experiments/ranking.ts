/** Things measured alike, put in order by one figure. */
import type { Figure, Measured } from './measured.ts';
import { timesText } from './wording.ts';

/** What is ranked by, and which end is better. */
export interface Measure {
  /** As in "has the lowest response p99". */
  readonly title: string;
  readonly best: 'lowest' | 'highest';
  figure(measured: Measured): Figure | undefined;
  text(figure: Figure): string;
}

export interface Ranked {
  readonly name: string;
  readonly figure: Figure;
}

export interface Ranking {
  /** Best first; a figure that is a lower bound stands at its bound. */
  readonly ranked: readonly Ranked[];
  /** Those that have no figure. */
  readonly unranked: readonly string[];
  /** Those whose repetitions overlap with the best one's, which comes first. */
  readonly tied: readonly Ranked[];
}

export function rank(all: readonly Measured[], measure: Measure): Ranking {
  const found = all.map((measured) => ({
    name: measured.name,
    figure: measure.figure(measured),
  }));
  const sign = measure.best === 'lowest' ? 1 : -1;
  const ranked = found
    .flatMap(({ name, figure }): Ranked[] => (figure ? [{ name, figure }] : []))
    .sort((a, b) => sign * (a.figure.value - b.figure.value));
  const unranked = found.filter(({ figure }) => figure === undefined).map(({ name }) => name);
  return { ranked, unranked, tied: tiedWithBest(ranked) };
}

/** Repetitions can overlap only where there are two or more on both sides. */
function tiedWithBest(ranked: readonly Ranked[]): Ranked[] {
  const [best] = ranked;
  if (best === undefined) return [];
  return ranked.filter((one) => one === best || overlap(best.figure.each, one.figure.each));
}

function overlap(a: readonly number[], b: readonly number[]): boolean {
  if (a.length < 2 || b.length < 2) return false;
  return Math.max(...a) >= Math.min(...b) && Math.max(...b) >= Math.min(...a);
}

/** `express 1.9 ms (1.57 ×)`: a figure beside the best one. */
export function besideText(one: Ranked, best: Ranked, measure: Measure): string {
  const figure = `${one.name} ${measure.text(one.figure)}`;
  if (best.figure.value <= 0) return figure;
  const bound = one.figure.atLeast ? '≥ ' : '';
  return `${figure} (${bound}${timesText(one.figure.value / best.figure.value)})`;
}
