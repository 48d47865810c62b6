import { formatBytes, formatNs, formatRate, formatShare, NS_PER_S } from '../../model/units.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Finding } from '../../model/verdict.ts';
import { type FigureUnit, figureName, figureUnit, type Objective } from './objective.ts';
import { type Evidence, type Judgement, judgeObjective } from './objective-judgement.ts';

/** What became of each objective; those that do not hold come first. */
export function objectiveFindings(
  objectives: readonly Objective[],
  evidence: Evidence,
): readonly Finding[] {
  const found = objectives.map((one) => objectiveFinding(judgeObjective(one, evidence)));
  return [...found].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

const order: readonly Finding['verdict'][] = ['invalid', 'fail', 'inconclusive', 'pass'];

/** A figure in words: `26.1 ms [25.7 ms, 26.6 ms]`, `≥ 1.2 s [900 ms, unknown]`. */
export function figureText({ figure, objective }: Pick<Judgement, 'figure' | 'objective'>): string {
  const unit = figureUnit(objective.figure);
  if (figure === null) return 'not known';
  if (figure.state === 'too-few') {
    return figure.value === null ? 'not known' : inUnit(figure.value, unit);
  }
  const { value, low, high, atLeast } = figure;
  const text = `${atLeast ? '≥ ' : ''}${inUnit(value, unit)}`;
  if (low === high) return text;
  const end = Number.isFinite(high) ? inUnit(high, unit) : 'unknown';
  return `${text} [${inUnit(low, unit)}, ${end}]`;
}

/** A value in its unit. */
export function inUnit(value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'Ns':
      return formatNs(Math.round(value));
    case 'Share':
      return formatShare(value);
    case 'PerSecond':
      return formatRate(value);
    case 'Bytes':
      return formatBytes(value);
    default:
      return unreachable(unit);
  }
}

/** A judgement as a finding of the run. Its evidence is what reports make tables of. */
export function objectiveFinding(judgement: Judgement): Finding {
  const { objective, verdict, stretch } = judgement;
  const name = figureName(objective);
  const ofStretch = stretch === undefined ? '' : ` in stretch ${stretch.index} of ${stretch.of}`;
  const figure = `${name} is ${figureText(judgement)}${ofStretch}${limitText(judgement)}`;
  const claims = {
    pass: `${objective.text} holds: ${figure}.`,
    fail: `${objective.text} is broken: ${figure}.`,
    inconclusive: `${objective.text} cannot be told yet: ${whyNot(judgement) ?? figure}.`,
  } as const;
  return {
    rule: 'objective',
    verdict,
    claim: claims[verdict],
    evidence: evidenceOf(judgement),
    advice: adviceOf(judgement),
  };
}

/** What a limit is that follows from a baseline. */
function limitText({ objective, limit, baseline }: Judgement): string {
  if (objective.limit.kind === 'absolute' || limit === null || baseline === null) return '';
  const unit = figureUnit(objective.figure);
  return `, the limit ${inUnit(limit, unit)} from a baseline of ${inUnit(baseline.value, unit)}`;
}

/** Why there is no figure to judge; undefined where there is one. */
function whyNot(judgement: Judgement): string | undefined {
  const { objective, trials, figure, limit, stretch } = judgement;
  if (trials === 0) return 'nothing was measured validly';
  const name = figureName(objective);
  if (figure === null) return `the ${name} is not known`;
  if (figure.state === 'too-few') {
    const where = stretch === undefined ? '' : ` in stretch ${stretch.index} of ${stretch.of}`;
    const count = `${figure.count} of about ${figure.countNeeded}`;
    return `too little was measured for the ${name}${where} (${count} requests)`;
  }
  if (limit === null) return `the baseline does not tell the ${name}`;
  return undefined;
}

function evidenceOf(judgement: Judgement): Finding['evidence'] {
  const { objective, figure, limit, baseline, moreNs } = judgement;
  const unit = figureUnit(objective.figure);
  const known = figure?.state === 'known' ? figure : null;
  return {
    objective: objective.text,
    ...(figure === null || figure.value === null ? {} : { [`figure${unit}`]: figure.value }),
    ...(known === null ? {} : { [`low${unit}`]: known.low }),
    // What may lie anywhere above has no upper end that could be written down.
    ...(known !== null && Number.isFinite(known.high) ? { [`high${unit}`]: known.high } : {}),
    ...(limit === null ? {} : { [`limit${unit}`]: limit }),
    ...(baseline === null ? {} : { [`baseline${unit}`]: baseline.value }),
    ...(figure === null ? {} : { count: figure.count, runs: figure.runs }),
    ...(moreNs === null ? {} : { moreNs }),
  };
}

function adviceOf({ objective, verdict, figure, limit, moreNs, stretch }: Judgement): string {
  switch (verdict) {
    case 'pass':
      return '';
    case 'fail':
      return 'Lower the load, add servers, or find what changed.';
    case 'inconclusive':
      if (limit === null) return 'Give a --baseline that measured the same, long enough.';
      if (figure === null) return 'See the findings of the trials.';
      if (stretch !== undefined) return 'Take longer stretches, or a higher rate.';
      if (moreNs !== null) return `About ${secondsText(moreNs)} more are needed.`;
      if (figure.state === 'known' && !Number.isFinite(figure.high)) {
        return 'See why requests got no right answer: their times are not known.';
      }
      return `The figure lies at the limit itself: relax ${objective.text}, or lower the load.`;
    default:
      return unreachable(verdict);
  }
}

/** Two digits are all that such a guess is good for. */
function secondsText(ns: number): string {
  const seconds = Math.max(1, Math.ceil(ns / NS_PER_S));
  return `${seconds < 100 ? seconds : Number(seconds.toPrecision(2))} s`;
}
