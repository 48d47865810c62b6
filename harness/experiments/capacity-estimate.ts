/**
 * Where a figure crosses its limit, read off all trials near it at once. Single trials scatter, and
 * a few may be spoilt; so the slope is the median of the slopes between all pairs (Theil 1950, Sen
 * 1968), in logarithms, and each trial then says where it sees the crossing; the median of those is
 * the answer. It is a reading of the search, not what decides it.
 */
import { medianOfSorted } from '../stats/trend.ts';

/** A figure seen at a load; both above 0. */
export interface LoadFigure {
  readonly load: number;
  readonly figure: number;
}

/** Trials within this factor of the middle tell of the crossing. */
const NEAR = 1.35;
const POINTS_MIN = 6;
const LOADS_MIN = 3;

const median = (values: number[]): number => medianOfSorted(values.sort((a, b) => a - b));

/** The load at which a figure that grows with the load is at its limit; null for too few trials. */
export function crossingLoad(
  all: readonly LoadFigure[],
  { limit, near }: { readonly limit: number; readonly near: number },
): number | null {
  const points = all
    .filter(({ load, figure }) => load < near * NEAR && load > near / NEAR && figure > 0)
    .map(({ load, figure }) => ({ x: Math.log(load), y: Math.log(figure / limit) }));
  if (points.length < POINTS_MIN || new Set(points.map(({ x }) => x)).size < LOADS_MIN) return null;
  const slopes = points.flatMap((one, at) =>
    points.slice(0, at).flatMap((other) => {
      const run = one.x - other.x;
      return run === 0 ? [] : [(one.y - other.y) / run];
    }),
  );
  const slope = median(slopes);
  return slope > 0 ? Math.exp(median(points.map(({ x, y }) => x - y / slope))) : null;
}
