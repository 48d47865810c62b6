import type { Load } from '../../harness/model/load.ts';
import type { TrialPlan, TrialSettings } from '../../harness/model/trial.ts';
import { NS_PER_S } from '../../harness/model/units.ts';

export const someSettings: TrialSettings = {
  engine: 'native',
  workers: 1,
  connections: 8,
  pipelining: 1,
  warmupNs: 0,
  timeoutNs: 10 * NS_PER_S,
  drainNs: NS_PER_S,
};

const phase = { kind: 'poisson', ratePerSecond: 1000, durationNs: 2 * NS_PER_S } as const;

export const openLoad: Load = { model: 'open', phases: [phase] };

export const closedLoad: Load = {
  model: 'closed',
  clients: 8,
  thinkNs: 0,
  durationNs: 2 * NS_PER_S,
};

/** A plan for tests that care about some other part of it. */
export const somePlan: TrialPlan = {
  target: 'fastify',
  servers: 1,
  scenario: 'json',
  load: openLoad,
  repetition: 1,
  seed: 1,
  settings: someSettings,
};
