import { Control, shareMemory } from '../../harness/generator/control.ts';
import { runNative } from '../../harness/generator/native-engine.ts';
import { Tally } from '../../harness/generator/tally.ts';
import type { GeneratorResult } from '../../harness/generator/task.ts';
import type { Load } from '../../harness/model/load.ts';
import type { Operation, Scenario } from '../../harness/model/scenario.ts';
import type { TrialSettings } from '../../harness/model/trial.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { bindScenario } from '../../harness/session/bind-scenario.ts';
import { SimClock } from './sim-clock.ts';
import { type SimServer, simProtocol } from './sim-protocol.ts';

export interface SimTrial {
  readonly server: SimServer;
  readonly load: Load;
  readonly seed?: number;
  readonly settings?: Partial<TrialSettings>;
  readonly operations?: readonly Operation[];
  /** In the place of operations, and more. */
  readonly scenario?: Partial<Scenario>;
}

const defaults: TrialSettings = {
  engine: 'native',
  workers: 1,
  connections: 1000,
  pipelining: 1,
  warmupNs: 0,
  timeoutNs: 1000 * NS_PER_S,
  drainNs: 1000 * NS_PER_S,
};

export interface SimResult extends GeneratorResult {
  /** All operations together. */
  readonly whole: Tally;
}

/** Runs the real engine on one thread in simulated time, against a simulated server. */
export async function runSimTrial(trial: SimTrial): Promise<SimResult> {
  const clock = new SimClock();
  const memory = shareMemory(1);
  const settings = { ...defaults, ...trial.settings };
  const protocol = simProtocol(trial.server, clock);
  const { operations = [{ name: 'only', request: 'only' }] } = trial;
  const named = { name: 'sim', about: '', protocol: 'sim' };
  const scenario: Scenario = { ...named, ...(trial.scenario ?? { operations }) };
  const task = {
    worker: 0,
    workers: 1,
    plan: { load: trial.load, seed: trial.seed ?? 1, settings },
    scenario: bindScenario(scenario, protocol, {}),
    endpoints: [{ host: 'sim', port: 1, authority: 'sim' }],
    connections: new Array<number>(settings.connections).fill(0),
    firstClient: 0,
    seriesIntervalNs: NS_PER_S,
    epoch: 0n,
    ownProcessor: false,
    memory,
  };
  new Control(memory).go(0);
  const result = runNative(task, protocol, clock);
  // The engine awaits between its stages; each stage then plays in simulated time.
  let settled = false;
  const done = result.finally(() => {
    settled = true;
  });
  done.catch(() => undefined);
  while (!settled) {
    clock.run();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const data = await done;
  const whole = new Tally();
  for (const operation of data.operations) whole.add(operation);
  return { ...data, whole };
}
