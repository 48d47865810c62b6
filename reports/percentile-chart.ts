import { cellText } from './cell-text.ts';
import type { ChartSpec, Line } from './charts/chart-spec.ts';
import { nameOf } from './compared.ts';
import type { Condition } from './condition.ts';
import { latencyCell, latencyNs } from './latency-figure.ts';

const percents = [50, 90, 99, 99.9] as const;

const unlabelled = { label: '', labelAt: 'nowhere', dash: 'solid' } as const;

const percentileAt = (condition: Pick<Condition, 'trials'>, percent: number): number | null =>
  latencyNs(condition, 'response', percent);

/** One row a target: its percentiles on one time axis, its repetitions' p99 hollow below them. */
export function percentileChart(
  conditions: readonly Condition[],
  words: { readonly id: string; readonly title: string },
): ChartSpec | undefined {
  const dots = percents.map((percent, style): Line => {
    const points = conditions.flatMap((condition, row) => {
      const x = percentileAt(condition, percent);
      return x === null ? [] : [{ x, y: row }];
    });
    return { ...unlabelled, style, draw: 'points', marker: 'filled', points };
  });
  if (dots.every(({ points }) => points.length === 0)) return undefined;
  const repeats = repetitions(conditions);
  const rowTexts = conditions.map((condition) => {
    const cells = percents.map((percent) => latencyCell(condition, 'response', percent));
    return `${nameOf(condition)} ${cells.map((cell) => cellText(cell, 'ns')).join(', ')}`;
  });
  return {
    kind: 'chart',
    ...words,
    description: `Response percentiles, one row for each target: ${rowTexts.join('; ')}.`,
    howToRead:
      'How to read: further left is faster, and a short bar is a steady target. The time axis is ' +
      'logarithmic, so the same distance is the same ratio.',
    heightPx: 30 + conditions.length * 36,
    x: { label: 'response time', scale: 'log', unit: 'ns' },
    y: {
      ...{ label: '', scale: 'linear', unit: 'count', reversed: true },
      ...{ min: -0.6, max: conditions.length - 0.4 },
      ticks: conditions.map((condition, at) => ({ at, text: nameOf(condition) })),
    },
    lines: [...conditions.map(spanOf), ...dots, repeats],
    legend: [
      ...percents.map(
        (percent, style) =>
          ({ text: `p${percent}`, style, dash: 'none', marker: 'filled' }) as const,
      ),
      ...(repeats.points.length > 0
        ? [{ text: 'p99 of one repetition', style: 2, dash: 'none', marker: 'hollow' } as const]
        : []),
    ],
    data: 'beside',
  };
}

/** From the lowest to the highest percentile that is known. */
function spanOf(condition: Condition, row: number): Line {
  const values = percents.flatMap((percent) => percentileAt(condition, percent) ?? []);
  const ends = values.length > 1 ? [Math.min(...values), Math.max(...values)] : [];
  const points = ends.map((x) => ({ x, y: row }));
  return { ...unlabelled, style: 'grey', draw: 'line', marker: 'none', points };
}

function repetitions(conditions: readonly Condition[]): Line {
  const points = conditions.flatMap(({ trials }, row) =>
    trials.length < 2
      ? []
      : trials.flatMap((trial) => {
          const x = percentileAt({ trials: [trial] }, 99);
          return x === null ? [] : [{ x, y: row + 0.3 }];
        }),
  );
  return { ...unlabelled, style: 2, draw: 'points', marker: 'hollow', points };
}
