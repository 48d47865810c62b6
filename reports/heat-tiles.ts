/** Response times over time as tiles: how many requests of each interval took about how long. */
import type { Tile } from './charts/chart-spec.ts';
import type { Interval } from './interval.ts';

const ROWS_MAX = 24;
/** The finest row is a tenth of its time high: finer ones would be noise. */
const ROW_RATIO_MIN = 1.1;
const LEVELS = 6;

/**
 * Tiles in rows of equal ratio; neighbours of the same level in a row are one tile. Counts are
 * taken by the usual length of an interval, so that longer ones are no darker.
 */
export function heatTiles(intervals: readonly Interval[]): Tile[] {
  const histograms = intervals.map(({ response }) => response.merged());
  const known = histograms.filter(({ count }) => count > 0);
  // Nothing is faster than a nanosecond, and a logarithm needs it so.
  const low = Math.max(1, Math.min(...known.map(({ minNs }) => minNs ?? 1)));
  const high = Math.max(low, ...known.map(({ maxNs }) => maxNs ?? 1));
  if (known.length === 0) return [];
  const step = Math.max(Math.log(ROW_RATIO_MIN), Math.log((high * 1.001) / low) / ROWS_MAX);
  const lengths = intervals.map(({ lengthNs }) => lengthNs).sort((a, b) => a - b);
  const usualNs = lengths[Math.floor(lengths.length / 2)] ?? 1;
  const counts = histograms.map((histogram, index) => {
    const part = usualNs / (intervals[index]?.lengthNs ?? usualNs);
    const rows = new Map<number, number>();
    for (const { valueNs, count } of histogram.nonZero()) {
      const within = Math.min(high, Math.max(low, valueNs));
      const row = Math.floor(Math.log(within / low) / step);
      rows.set(row, (rows.get(row) ?? 0) + count * part);
    }
    return rows;
  });
  const most = Math.max(...counts.flatMap((rows) => [...rows.values()]));
  const tiles: Tile[] = [];
  const open = new Map<number, Tile>();
  for (const [index, { atNs, lengthNs }] of intervals.entries()) {
    for (const [row, count] of counts[index] ?? []) {
      const level = levelOf(count, most);
      const last = open.get(row);
      const goesOn = last?.x2 === atNs && last.level === level;
      const [y1, y2] = [low * Math.exp(row * step), low * Math.exp((row + 1) * step)];
      const tile = { x1: goesOn ? last.x1 : atNs, x2: atNs + lengthNs, y1, y2, level };
      if (goesOn) tiles.splice(tiles.indexOf(last), 1, tile);
      else tiles.push(tile);
      open.set(row, tile);
    }
  }
  return tiles;
}

/** By the logarithm of the count: one slow request among a thousand is what is looked for. */
function levelOf(count: number, most: number): number {
  const level = Math.floor((LEVELS * Math.log(count)) / Math.log(most + 1));
  return 1 + Math.min(LEVELS - 1, Math.max(0, level));
}
