/** What the course of a search comes to: up to which rate what must hold does. */
import type { TrialRecord } from '../model/record.ts';
import { formatRange, formatRate } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import type { Confirmation } from './capacity-confirmation.ts';
import { type CapacityQuestion, type Course, courseOf } from './capacity-course.ts';
import { crossingsOf, lowestOf } from './capacity-estimate.ts';
import { brokenIn, rateOf, seenFigure } from './capacity-trial.ts';
import { figureName, figureUnit, type Objective } from './objectives/objective.ts';
import { figureText, inUnit } from './objectives/objective-finding.ts';
import { listText, serversText } from './wording.ts';

/**
 * `found`: a load is known to hold and a larger one not to · `open-ended`: one holds, and none was
 * found that does not · `unconfirmed`: most trials held at some load, no long one showed it ·
 * `none`: not even the smallest load holds · `unmeasurable`: the harness could not measure ·
 * `silent`: the target gave no right answer.
 */
export type CapacityState =
  | 'found'
  | 'open-ended'
  | 'unconfirmed'
  | 'none'
  | 'unmeasurable'
  | 'silent';

/** A reading of all trials together, with its 95 % interval. */
export interface CapacityEstimate {
  readonly perSecond: number;
  readonly lowPerSecond: number;
  /** Infinite where the trials leave it open. */
  readonly highPerSecond: number;
  /** Trials near the limit that lie so far apart from the others that they are left out. */
  readonly trialsApart: number;
}

/** The answer for one number of servers. */
export interface CapacityAnswer {
  readonly servers: number;
  readonly state: CapacityState;
  /** The largest rate that a long trial has shown to hold, below all that are broken. */
  readonly heldPerSecond: number | null;
  /** The smallest rate that is broken. */
  readonly brokenPerSecond: number | null;
  /** Where all trials together see the limit; null where they cannot tell. */
  readonly estimate: CapacityEstimate | null;
  /** What was broken first, as it was written; null where nothing was, or only the pace. */
  readonly brokenBy: string | null;
  /** The same with its figure, as a part of a sentence. */
  readonly brokenText: string | null;
  readonly course: Course;
}

/** Reads the answer off trials that are all on the same number of servers. */
export function capacityAnswer(
  question: CapacityQuestion,
  servers: number,
  trials: readonly TrialRecord[],
): CapacityAnswer {
  const course = courseOf(question, trials);
  const { confirmations, bounds } = course;
  const failed = lowest(confirmations.filter(({ verdict }) => verdict === 'fail'));
  const broken = failed?.ratePerSecond ?? bounds?.upper ?? null;
  const below = confirmations.filter(
    ({ verdict, ratePerSecond }) =>
      verdict === 'pass' && ratePerSecond < (broken ?? Number.POSITIVE_INFINITY),
  );
  const held = Math.max(0, ...below.map(({ ratePerSecond }) => ratePerSecond)) || null;
  const cause = failed ? causeOf(failed) : searchedCause(question, trials, broken);
  return {
    servers,
    state: stateOf(course, { held, isBroken: broken !== null, isConfirmed: failed !== undefined }),
    heldPerSecond: held,
    brokenPerSecond: broken,
    estimate: estimateOn(question, trials, { held, broken }),
    brokenBy: cause?.objective?.text ?? null,
    brokenText: cause?.text ?? null,
    course,
  };
}

function stateOf(
  { probePerSecond, bounds, unmeasurable }: Course,
  known: {
    readonly held: number | null;
    readonly isBroken: boolean;
    readonly isConfirmed: boolean;
  },
): CapacityState {
  if (probePerSecond === 0) return 'silent';
  if (known.held !== null) return known.isConfirmed ? 'found' : 'open-ended';
  if (unmeasurable !== null) return 'unmeasurable';
  if (bounds?.lower !== null) return 'unconfirmed';
  return known.isBroken ? 'none' : 'unmeasurable';
}

const lowest = (confirmations: readonly Confirmation[]): Confirmation | undefined =>
  [...confirmations].sort((a, b) => a.ratePerSecond - b.ratePerSecond)[0];

interface Cause {
  readonly objective: Objective | undefined;
  readonly text: string;
}

function causeOf({ judgements, trial, byAll }: Confirmation): Cause {
  const broken = judgements.filter(({ verdict }) => verdict === 'fail');
  const [first] = broken;
  if (first === undefined) {
    const [seen] = brokenIn(
      trial,
      judgements.map(({ objective }) => objective),
    );
    if (seen === undefined) return behind(trial);
    return { objective: seen, text: seenText(seen, trial, byAll === true) };
  }
  const texts = broken.map(
    (one) => `${one.objective.text} (${figureName(one.objective)} is ${figureText(one)})`,
  );
  return { objective: first.objective, text: listText(texts) };
}

/** Of a trial whose latencies only grow, so that they have no interval; or of one among all. */
function seenText(objective: Objective, trial: TrialRecord, byAll: boolean): string {
  const value = seenFigure(objective, trial)?.value ?? 0;
  const text = inUnit(value, figureUnit(objective.figure));
  const how = byAll ? 'by all trials together' : 'all the time';
  return `${objective.text} (${figureName(objective)} was ${text}, ${how})`;
}

/** What most of the trials broke at the rate that the search has called broken. */
function searchedCause(
  { objectives }: CapacityQuestion,
  trials: readonly TrialRecord[],
  brokenPerSecond: number | null,
): Cause | undefined {
  const there = trials.filter(
    (trial) =>
      trial.purpose === 'search' &&
      trial.verdict !== 'invalid' &&
      rateOf(trial) === brokenPerSecond,
  );
  const counts = objectives.map((objective) => ({
    objective,
    times: there.filter((trial) => brokenIn(trial, [objective]).length > 0).length,
  }));
  const [worst] = counts.sort((a, b) => b.times - a.times);
  const [trial] = there;
  if (trial === undefined || worst === undefined) return undefined;
  if (worst.times === 0) return behind(trial);
  const times = `${worst.times} of ${there.length} trials`;
  return { objective: worst.objective, text: `${worst.objective.text} (in ${times})` };
}

const behind = (trial: TrialRecord): Cause => ({
  objective: undefined,
  text: `falling behind (${formatRate(trial.throughputPerSecond)} answered)`,
});

/** Where all trials together see the limit, which lies within what is confirmed. */
function estimateOn(
  { objectives }: CapacityQuestion,
  trials: readonly TrialRecord[],
  { held, broken }: { readonly held: number | null; readonly broken: number | null },
): CapacityEstimate | null {
  if (held === null || broken === null) return null;
  const crossing = lowestOf(crossingsOf(objectives, trials, Math.sqrt(held * broken)));
  if (crossing === null) return null;
  const perSecond = Math.min(broken, Math.max(held, crossing.load));
  return {
    perSecond,
    lowPerSecond: Math.min(perSecond, crossing.low),
    highPerSecond: Math.max(perSecond, crossing.high),
    trialsApart: crossing.apart,
  };
}

/** The answer as a finding of the run; its evidence is what reports make tables of. */
export function capacityFinding(
  target: string,
  { objectives }: CapacityQuestion,
  answer: CapacityAnswer,
): Finding {
  const { servers, heldPerSecond, brokenPerSecond, estimate, brokenBy } = answer;
  const asked = listText(objectives.map(({ text }) => text));
  const { verdict, claim, advice } = said(`${target} on ${serversText(servers)}`, asked, answer);
  return {
    rule: 'capacity',
    verdict,
    claim,
    evidence: {
      servers,
      state: answer.state,
      objectives: objectives.map(({ text }) => text).join('; '),
      ...(heldPerSecond === null ? {} : { heldPerSecond }),
      ...estimateEvidence(estimate),
      ...(brokenPerSecond === null ? {} : { brokenPerSecond }),
      ...(brokenBy === null ? {} : { brokenBy }),
    },
    advice,
  };
}

function estimateEvidence(estimate: CapacityEstimate | null): Readonly<Record<string, number>> {
  if (estimate === null) return {};
  const { perSecond, lowPerSecond, highPerSecond, trialsApart } = estimate;
  const ends = { estimateLowPerSecond: lowPerSecond, estimateHighPerSecond: highPerSecond };
  return {
    estimatePerSecond: perSecond,
    ...(Number.isFinite(highPerSecond) ? ends : {}),
    ...(trialsApart === 0 ? {} : { trialsApart }),
  };
}

/** With its interval, where that is one. */
function estimateText({ perSecond, lowPerSecond, highPerSecond }: CapacityEstimate): string {
  const about = `about ${formatRate(perSecond)}`;
  return Number.isFinite(highPerSecond)
    ? `${about} [${formatRange({ low: lowPerSecond, high: highPerSecond }, formatRate)}]`
    : about;
}

interface Said {
  readonly verdict: Verdict;
  readonly claim: string;
  readonly advice: string;
}

function said(subject: string, asked: string, answer: CapacityAnswer): Said {
  const { state, course } = answer;
  const held = formatRate(answer.heldPerSecond ?? 0);
  const broken = formatRate(answer.brokenPerSecond ?? 0);
  const by = answer.brokenText ?? 'too few requests to tell by what';
  const lower = formatRate(course.bounds?.lower ?? 0);
  const stuck = formatRate(course.unmeasurable ?? 0);
  switch (state) {
    case 'found': {
      const about = answer.estimate === null ? held : estimateText(answer.estimate);
      const claim =
        `${subject} holds ${asked} up to ${about}: confirmed at ${held}, ` +
        `broken at ${broken} by ${by}.`;
      return { verdict: 'pass', claim, advice: '' };
    }
    case 'open-ended': {
      const measured = course.unmeasurable === null ? '' : `; at ${stuck} no trial was valid`;
      return {
        verdict: 'inconclusive',
        claim:
          `${subject} holds ${asked} at ${held}, ` +
          (answer.brokenPerSecond === null
            ? `and no rate was shown to break it${measured}.`
            : `and most trials broke it at ${broken}, but no long one confirmed that${measured}.`),
        advice:
          course.unmeasurable === null
            ? 'Search further with --max-rate, or measure longer.'
            : 'See the findings of the invalid trials: this harness cannot load it more.',
      };
    }
    case 'unconfirmed':
      return {
        verdict: 'inconclusive',
        claim:
          `${subject} held ${asked} in most trials at ${lower}, ` +
          'but no long trial confirmed it.',
        advice: 'Measure longer: a larger --duration narrows the intervals.',
      };
    case 'none':
      return {
        verdict: 'fail',
        claim: `${subject} does not hold ${asked} even at ${broken}: broken by ${by}.`,
        advice: 'Relax the objective, or search lower with --min-rate.',
      };
    case 'unmeasurable':
      return {
        verdict: 'invalid',
        claim: `The capacity of ${subject} cannot be told: at ${stuck} no trial was valid.`,
        advice: 'See the findings of these trials for what to change.',
      };
    case 'silent':
      return {
        verdict: 'fail',
        claim: `${subject} gave no right answer at all.`,
        advice: 'Ask it once by hand, and check the scenario and what it expects.',
      };
    default:
      return unreachable(state);
  }
}
