import type { Progress } from '../../harness/model/progress.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';

/** A look at a healthy trial, for tests that care about some part of it. */
export const someProgress: Progress = {
  stage: 'window',
  elapsedNs: 6.2 * NS_PER_S,
  totalNs: 13 * NS_PER_S,
  intended: 12_000,
  sent: 11_990,
  completed: 11_000,
  failed: 0,
  failures: {},
  offeredPerSecond: 2000,
  lateNs: 3200,
  inFlight: 990,
  waiting: 0,
  completedPerSecond: 1998.4,
  responseNsP50: 0.4 * NS_PER_MS,
  responseNsP99: 1.2 * NS_PER_MS,
  responseNsMax: 9 * NS_PER_MS,
};

/** The same load in its `second`: as many requests each, all answered. */
export const atSecond = (second: number, rest: Partial<Progress> = {}): Progress => ({
  ...someProgress,
  elapsedNs: second * NS_PER_S,
  intended: 2000 * second,
  sent: 2000 * second,
  completed: 2000 * second,
  ...rest,
});
