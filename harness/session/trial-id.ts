import type { TrialPlan } from '../model/trial.ts';

/**
 * A name for a trial that is unique in its record and says what it is: `fastify-2-open-1` is the
 * first repetition of an open load on two servers.
 */
export function trialId(plan: TrialPlan, taken: readonly string[]): string {
  const base = `${plan.target}-${plan.servers}-${plan.load.model}-${plan.repetition}`;
  let id = base;
  for (let copy = 2; taken.includes(id); copy++) id = `${base}-${copy}`;
  return id;
}
