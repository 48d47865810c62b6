import { kindOf } from '../arrivals/schedule.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import { formatNs, formatShare, NS_PER_MS, NS_PER_S } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import { changePoints } from '../stats/change-point.ts';
import { mannWhitney } from '../stats/mann-whitney.ts';
import { STEADY_VALUES_MIN, type SteadyState, steadyState } from '../stats/steady-state.ts';
import { mannKendall, medianOfSorted } from '../stats/trend.ts';
import type { ValidityRule } from './rule.ts';

/** A difference that people would act on, as a share of the level … */
const MATTERS_SHARE = 0.1;
/** … and more than what the harness itself may be off by. */
const MATTERS_NS = 0.025 * NS_PER_MS;
/** What chance makes more often than this is none: the place of a change is chosen by its size. */
const P_MAX = 0.001;
/** As many of the lowest and of the highest intervals are hiccups, not a level. */
const HICCUPS_SHARE = 0.05;

/** A load that changes on purpose is not asked to be steady. */
const meantToBeSteady = (load: Load): boolean =>
  load.model === 'closed' ||
  (load.phases.length === 1 && load.phases.every((phase) => kindOf(phase).steady));

const matters = (aNs: number, bNs: number): boolean =>
  Math.abs(aNs - bNs) > Math.max(MATTERS_NS, MATTERS_SHARE * Math.min(aNs, bNs));

const medianOf = (values: readonly number[]): number =>
  medianOfSorted(values.toSorted((a, b) => a - b));

const unsteady = (claim: string, evidence: Finding['evidence'], advice: string): Finding => ({
  rule: 'steadiness',
  verdict: 'inconclusive',
  claim,
  evidence,
  advice,
});

/** The beginning is another state: the warm-up went on into the window. */
function beginning(
  { settings, seriesIntervalNs }: TrialRecord,
  p50s: readonly number[],
  { cut }: SteadyState,
): Finding | undefined {
  if (cut === 0) return undefined;
  const [before, after] = [p50s.slice(0, cut), p50s.slice(cut)];
  const [firstNs, restNs] = [medianOf(before), medianOf(after)];
  if (!matters(firstNs, restNs) || mannWhitney({ before, after }).p >= P_MAX) return undefined;
  const lengthNs = cut * seriesIntervalNs;
  return unsteady(
    `The warm-up was not over: in the first ${formatNs(lengthNs)} of the window the response p50 ` +
      `was ${formatNs(firstNs)}, then ${formatNs(restNs)}.`,
    { firstNs: lengthNs, responseNsP50First: firstNs, responseNsP50Rest: restNs },
    `Warm up longer: --warmup ${Math.ceil((settings.warmupNs + 2 * lengthNs) / NS_PER_S)}s.`,
  );
}

function drift(p50s: readonly number[], { state, level, drift }: SteadyState): Finding | undefined {
  if (state === 'steady' || level === null) return undefined;
  if (!matters(level, level * (1 + Math.abs(drift))) || mannKendall(p50s).p >= P_MAX) {
    return undefined;
  }
  const way = drift > 0 ? 'rose' : 'fell';
  return unsteady(
    `The response p50 ${way} by ${formatShare(Math.abs(drift))} over the window, around ` +
      `${formatNs(level)}: no one figure describes it.`,
    { driftShare: drift, responseNsP50: level, intervals: p50s.length },
    drift > 0
      ? 'Lower the rate if requests pile up; if it rises at any rate, see what the target keeps.'
      : 'Warm up longer, and measure longer.',
  );
}

/** Every value within what all but the hiccups are. */
function withoutHiccups(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const out = Math.floor(values.length * HICCUPS_SHARE);
  const [low = 0, high = 0] = [sorted[out], sorted[values.length - 1 - out]];
  return values.map((value) => Math.min(high, Math.max(low, value)));
}

/** Two levels, each steady. */
function twoLevels(
  { seriesIntervalNs }: TrialRecord,
  p50s: readonly number[],
): Finding | undefined {
  const values = withoutHiccups(p50s);
  const changes = changePoints({ values, chance: P_MAX, magnitude: MATTERS_SHARE });
  const change = changes.find(({ before, after }) => matters(before, after));
  if (change === undefined) return undefined;
  const lengthNs = change.index * seriesIntervalNs;
  const { before, after } = change;
  return unsteady(
    `The window has more than one level: ${formatNs(lengthNs)} into it the response p50 went ` +
      `from ${formatNs(Math.round(before))} to ${formatNs(Math.round(after))}.`,
    { afterNs: lengthNs, responseNsP50Before: before, responseNsP50After: after },
    'See what happened then on this machine or in the target, and measure again.',
  );
}

/** Figures of a window are figures of one state, or of none. */
export const steadiness = {
  name: 'steadiness',
  asks: 'Was the warm-up over, and the window one steady state?',
  judge(trial) {
    if (!meantToBeSteady(trial.load)) return undefined;
    const p50s = trial.series.flatMap((point) => point.latency.response.percentilesNs['p50'] ?? []);
    if (p50s.length < STEADY_VALUES_MIN) {
      const claim =
        `The window is too short to tell whether it was steady: it has ${p50s.length} intervals ` +
        `with answers of the ${STEADY_VALUES_MIN} that it takes.`;
      const evidence = { intervals: p50s.length, needed: STEADY_VALUES_MIN };
      const advice = 'Measure for 2 s or longer.';
      return { rule: 'steadiness', verdict: 'pass', claim, evidence, advice };
    }
    const state = steadyState(p50s);
    return beginning(trial, p50s, state) ?? drift(p50s, state) ?? twoLevels(trial, p50s);
  },
} as const satisfies ValidityRule;
