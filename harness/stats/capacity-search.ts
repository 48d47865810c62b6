/**
 * The search for the highest load that is carried, after RFC 9971. It decides from all trials so
 * far, whatever led to them, and keeps nothing else: asked again with the same trials it says the
 * same. Loads are looked at first with one trial each and a wide mesh, then with more trials and a
 * finer one. A load that is not carried overrules any larger one that is.
 */
import {
  classifyLoad,
  conditionalShare,
  type LoadGoal,
  type LoadTrial,
} from './load-classification.ts';
import { type LoadGrid, type LoadRange, loadGrid } from './load-grid.ts';

/** What is searched for, and where. */
export interface CapacitySearch extends LoadRange {
  readonly goal: LoadGoal;
  /** Where to begin; the smallest load when absent. The nearer, the fewer trials it takes. */
  readonly start?: number;
}

/** A trial with the load that was asked for. */
export interface SearchTrial extends LoadTrial {
  readonly load: number;
}

/** The limit lies between these; null where no load of the range is known to be beyond it. */
export interface CapacityBounds {
  /** The largest load that is carried, below all that are not. */
  readonly lower: number | null;
  /** The smallest load that is not carried. */
  readonly upper: number | null;
  /** What gets through at the lower bound. */
  readonly conditionalThroughput: number | null;
}

/**
 * `measure`: one more trial, of the goal's full length, at this load · `found`: the bounds are a
 * width apart · `all-carried`: even the largest load · `none-carried`: not even the smallest.
 */
export type SearchStep =
  | { readonly state: 'measure'; readonly load: number }
  | ({ readonly state: 'found' | 'all-carried' | 'none-carried' } & CapacityBounds);

/** How fine the mesh is at first, in steps of the grid, and how it is refined. */
const meshes = [4, 2, 1] as const;

/** What comes next. */
export function nextStep(search: CapacitySearch, trials: readonly SearchTrial[]): SearchStep {
  const grid = loadGrid(search);
  const byStep = trialsByStep(grid, trials);
  let known: Bounds = {};
  for (const [stage, mesh] of meshes.entries()) {
    const goal = { ...search.goal, durationSumNs: durationSumAt(search.goal, stage) };
    const bounds = boundsOf(byStep, goal);
    const step =
      confirming(bounds, known) ??
      choose({ grid, bounds, mesh, start: grid.stepOf(search.start ?? search.min) });
    if (step !== undefined) return { state: 'measure', load: grid.loadAt(step) };
    known = bounds;
  }
  const state = known.upper === undefined ? 'all-carried' : 'found';
  return { state: known.lower === undefined ? 'none-carried' : state, ...bounding(search, trials) };
}

/** What is known of the limit after some trials, by the goal itself. */
export function bounding(search: CapacitySearch, trials: readonly SearchTrial[]): CapacityBounds {
  const grid = loadGrid(search);
  const byStep = trialsByStep(grid, trials);
  const { lower, upper } = boundsOf(byStep, search.goal);
  const at = (step: number | undefined): number | null =>
    step === undefined ? null : grid.loadAt(step);
  const share = lower === undefined ? 0 : conditionalShare(byStep.get(lower) ?? [], search.goal);
  return {
    lower: at(lower),
    upper: at(upper),
    conditionalThroughput: lower === undefined ? null : grid.loadAt(lower) * share,
  };
}

type TrialsByStep = ReadonlyMap<number, readonly SearchTrial[]>;

function trialsByStep(grid: LoadGrid, trials: readonly SearchTrial[]): TrialsByStep {
  const byStep = new Map<number, SearchTrial[]>();
  for (const trial of trials) {
    const step = grid.stepOf(trial.load);
    byStep.set(step, [...(byStep.get(step) ?? []), trial]);
  }
  return byStep;
}

/** From one full trial in the first stage to the goal's sum in the last, in equal ratios. */
function durationSumAt(goal: LoadGoal, stage: number): number {
  const share = stage / (meshes.length - 1);
  return goal.fullTrialNs ** (1 - share) * goal.durationSumNs ** share;
}

/** Steps of the grid: the relevant bounds, and where they have grown from. */
interface Bounds {
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
  /** The next smaller load that is carried, and the next larger one that is not. */
  readonly lowerBefore?: number | undefined;
  readonly upperBefore?: number | undefined;
}

function boundsOf(byStep: TrialsByStep, goal: LoadGoal): Bounds {
  const steps = [...byStep.keys()].sort((a, b) => a - b);
  const classes = new Map(steps.map((step) => [step, classifyLoad(byStep.get(step) ?? [], goal)]));
  const uppers = steps.filter((step) => classes.get(step) === 'upper');
  const upper = uppers[0];
  const lowers = steps.filter(
    (step) => classes.get(step) === 'lower' && step < (upper ?? Number.POSITIVE_INFINITY),
  );
  return { lower: lowers.at(-1), upper, lowerBefore: lowers.at(-2), upperBefore: uppers[1] };
}

/**
 * Bounds of the stage before that more trials have not confirmed yet: the lower one first, because
 * what is measured at low loads is not overruled later.
 */
function confirming(bounds: Bounds, before: Bounds): number | undefined {
  const { lower, upper } = before;
  const isOpen = (step: number): boolean =>
    step > (bounds.lower ?? -1) && step < (bounds.upper ?? Number.POSITIVE_INFINITY);
  return [lower, upper].find((step) => step !== undefined && isOpen(step));
}

/** The step to look at next; undefined when the bounds are as close as the mesh. */
function choose(at: {
  readonly grid: LoadGrid;
  readonly bounds: Bounds;
  readonly mesh: number;
  readonly start: number;
}): number | undefined {
  const { grid, bounds, mesh, start } = at;
  const { lower, upper } = bounds;
  if (lower === undefined && upper === undefined) return start;
  if (lower !== undefined && upper !== undefined) {
    return upper - lower > mesh ? lower + Math.floor((upper - lower) / 2) : undefined;
  }
  // One bound alone: go on in its direction, each time twice as far as the time before.
  if (lower !== undefined) {
    if (lower === grid.last) return undefined;
    const stride = 2 * (lower - (bounds.lowerBefore ?? lower - mesh));
    return Math.min(grid.last, lower + stride);
  }
  const smallest = upper as number;
  if (smallest === 0) return undefined;
  const stride = 2 * ((bounds.upperBefore ?? smallest + mesh) - smallest);
  return Math.max(0, smallest - stride);
}
