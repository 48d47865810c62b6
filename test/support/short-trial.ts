import { run } from '../../harness/experiments/run.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { type MeasureOptions, measure } from '../../harness/library/measure.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import type { Target } from '../../harness/model/target.ts';
import type { TrialSettings } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { scenarios } from '../../scenarios/index.ts';
import { targets } from '../../targets/index.ts';
import './plain-node.ts';

export interface ShortTrial {
  /** A target, or the text that names one. */
  readonly target: string | Target;
  readonly load: Load;
  readonly outDir: string;
  /** A scenario, or its name. */
  readonly scenario?: string | Scenario;
  readonly servers?: number;
  readonly settings?: Partial<TrialSettings>;
  readonly repetitions?: number;
  readonly rest?: Partial<MeasureOptions>;
}

const settings: TrialSettings = {
  engine: 'native',
  workers: 1,
  connections: 8,
  pipelining: 1,
  // Counts are compared with those of servers, and some servers answer wrongly on purpose.
  preflight: false,
  warmupNs: 200 * NS_PER_MS,
  timeoutNs: 10 * NS_PER_S,
  drainNs: 5 * NS_PER_S,
};

/** Options of one real, short run: real processes, real sockets. */
export function shortRun(trial: ShortTrial): MeasureOptions {
  const target =
    typeof trial.target === 'string' ? parseModuleTarget(trial.target, targets) : trial.target;
  const known = scenarios as readonly Scenario[];
  const scenario =
    typeof trial.scenario === 'object'
      ? trial.scenario
      : known.find(({ name }) => name === (trial.scenario ?? 'text'));
  if (!scenario) throw new Error(`no scenario ${String(trial.scenario)}`);
  const asked = { target: target.name, scenario: scenario.name, load: trial.load };
  const experiment = run.ask({
    ...asked,
    servers: trial.servers ?? 1,
    settings: { ...settings, ...trial.settings },
    repetitions: trial.repetitions ?? 1,
    seed: 1,
  });
  const { outDir, rest } = trial;
  return { experiment, targets: [target], scenarios: [scenario], outDir, ...rest };
}

/** Measures it; the record of its first trial. */
export async function shortTrial(trial: ShortTrial): Promise<TrialRecord> {
  const record = await measure(shortRun(trial));
  const [first] = record.trials;
  if (!first) throw new Error('no trial');
  return first;
}
