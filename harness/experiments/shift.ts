/**
 * The shift function: by how much each percentile of one target differs from another's. Where two
 * part says more than any one percentile: everything slower, or the tail alone.
 */
import { type Contrast, contrast, type Subject } from './contrast.ts';
import { percentileMetric } from './metric.ts';

/** The percentiles that are compared, as far as every trial has requests enough for them. */
const percents = [10, 25, 50, 75, 90, 95, 99, 99.9] as const;

/** Requests of each trial that must lie beyond. */
const BEYOND_MIN = 5;

/** One percentile of both. */
export interface ShiftPoint {
  readonly percent: number;
  readonly contrast: Contrast;
}

/**
 * The shift between two subjects. The chance of error is each point's own: of twenty points at 5 %,
 * about one misses.
 */
export function shiftOf(question: {
  readonly reference: Subject;
  readonly other: Subject;
  readonly margin: number;
  readonly error: number;
}): readonly ShiftPoint[] {
  const { reference, other } = question;
  const counts = [reference, other].flatMap(({ trials }) =>
    trials.map(({ latency }) => latency.response.count),
  );
  const fewest = Math.min(...counts);
  return percents
    .filter((percent) => (fewest * Math.min(percent, 100 - percent)) / 100 >= BEYOND_MIN - 1e-9)
    .map((percent) => ({
      percent,
      contrast: contrast({ ...question, metric: percentileMetric(percent) }),
    }));
}
