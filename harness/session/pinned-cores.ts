/** Who has which processors during the trials of a session. */
import {
  besideGenerator,
  pinGroup,
  pinMainThread,
  pinSelf,
  planPinning,
  usableCores,
} from '../host/pinning.ts';
import type { RunningTarget } from '../host/running-target.ts';
import type { PinPlan, TrialPlan } from '../model/trial.ts';

/** As they were before anything was pinned; undefined as long as nothing was. */
let allCores: readonly number[] | undefined;

/**
 * Parts the processors. What is started later by any of them stays where they are. This process
 * itself is where it does not disturb its generator threads, which come later.
 */
export async function pinAll(
  { settings }: TrialPlan,
  running: RunningTarget,
  asked: readonly number[] | undefined,
): Promise<PinPlan> {
  const { workers } = settings;
  const cores = allCores ?? usableCores();
  const plan = planPinning(cores, { workers, processes: running.servers.length, asked });
  allCores = cores;
  await pinSelf(besideGenerator(cores, plan, workers));
  for (const [index, { pid }] of running.servers.entries()) {
    if (pid !== null) await pinGroup(pid, plan.servers[index] ?? []);
  }
  return plan;
}

/** After trials of a target that has cores of its own, one of another that has none. */
export async function unpin(): Promise<void> {
  if (allCores === undefined) return;
  await pinSelf(allCores);
  allCores = undefined;
}

/** Starts threads on cores of their own: drawing and collecting would make them late there. */
export async function startPinned<Pool extends { close(): Promise<void> }>(
  workers: number,
  pinned: PinPlan | undefined,
  start: () => Pool,
): Promise<Pool> {
  if (pinned === undefined) return start();
  await pinMainThread(pinned.generator);
  const pool = start();
  try {
    await pinMainThread(besideGenerator(allCores ?? usableCores(), pinned, workers));
    return pool;
  } catch (error) {
    await pool.close();
    throw error;
  }
}
