/** The figure that must hold against the rate, every trial of the search a point. */
import { rateOf, seenFigure } from '../harness/experiments/capacity-trial.ts';
import {
  figureName,
  figureUnit,
  type Objective,
} from '../harness/experiments/objectives/objective.ts';
import type { TrialRecord } from '../harness/model/record.ts';
import { formatRate } from '../harness/model/units.ts';
import type { Axis, ChartSpec, Line, Point } from './charts/chart-spec.ts';

interface CapacityPicture {
  readonly id: string;
  readonly title: string;
  readonly objective: Objective;
  readonly trials: readonly TrialRecord[];
  readonly heldPerSecond: number | null;
  readonly brokenPerSecond: number | null;
}

/** Undefined where there is nothing to draw. */
export function capacityChart(picture: CapacityPicture): ChartSpec | undefined {
  const { id, title, objective, trials, heldPerSecond, brokenPerSecond } = picture;
  const { limit, figure } = objective;
  const open = trials.filter(({ load, verdict }) => load.model === 'open' && verdict !== 'invalid');
  const search = pointsOf(objective, open, 'search');
  const confirmation = pointsOf(objective, open, 'confirmation');
  const rates = [...search, ...confirmation].map(({ x }) => x);
  const unit = axisUnits[figureUnit(figure)];
  if (rates.length === 0 || limit.kind !== 'absolute') return undefined;
  const ends = [Math.min(...rates), Math.max(...rates)];
  const limitLine: Line = {
    ...{ label: objective.text, labelAt: 'end', style: 'grey', dash: 'dashed', draw: 'line' },
    ...{ marker: 'none', points: ends.map((x) => ({ x, y: limit.value })) },
  };
  const dots = (points: readonly Point[], marker: Line['marker']): Line => ({
    ...{ label: '', labelAt: 'nowhere', style: 0, dash: 'solid', draw: 'points' },
    ...{ marker, points },
  });
  const name = figureName(objective);
  const isBracketed = heldPerSecond !== null && brokenPerSecond !== null;
  return {
    kind: 'chart',
    id,
    title,
    description:
      `${name} of ${search.length} trials of the search and ${confirmation.length} long ones, ` +
      `against rates from ${formatRate(ends[0] ?? 0)} to ${formatRate(ends[1] ?? 0)}. ${title}`,
    howToRead:
      'How to read: each point is a trial. Left of the shaded stretch the rate is known to hold, ' +
      'right of it to be broken; the answer lies inside. Points above the dashed line break it.',
    heightPx: 260,
    x: { label: 'offered', scale: 'linear', unit: 'perSecond', min: 0 },
    y: { label: name, ...unit },
    lines: [limitLine, dots(search, 'hollow'), dots(confirmation, 'filled')],
    ...(isBracketed ? { spans: [{ from: heldPerSecond, to: brokenPerSecond }] } : {}),
    legend: [
      { text: 'a trial of the search', style: 0, dash: 'none', marker: 'hollow' },
      { text: 'a long trial', style: 0, dash: 'none', marker: 'filled' },
      { text: 'the limit', style: 'grey', dash: 'dashed', marker: 'none' },
    ],
    data: 'beside',
  };
}

/** How a unit is drawn. */
const axisUnits: Readonly<Record<ReturnType<typeof figureUnit>, Pick<Axis, 'scale' | 'unit'>>> = {
  Ns: { scale: 'log', unit: 'ns' },
  PerSecond: { scale: 'linear', unit: 'perSecond' },
  Share: { scale: 'linear', unit: 'share' },
  Bytes: { scale: 'linear', unit: 'bytes' },
};

function pointsOf(
  objective: Objective,
  trials: readonly TrialRecord[],
  purpose: TrialRecord['purpose'],
): Point[] {
  return trials
    .filter((trial) => trial.purpose === purpose)
    .map((trial) => ({ x: rateOf(trial), y: seenFigure(objective, trial)?.value ?? null }));
}
