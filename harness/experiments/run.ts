import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialSettings } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import { latencyLimit, type Objective } from './objectives/objective.ts';
import { objectiveFindings } from './objectives/objective-finding.ts';
import { interleaved, planned } from './planned.ts';
import { runAnswer } from './run-answer.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';

export interface RunOptions {
  /** Name of the target. */
  readonly target: string;
  readonly servers: number;
  /** Name of the scenario. */
  readonly scenario: string;
  readonly load: Load;
  readonly settings: TrialSettings;
  readonly repetitions: number;
  /** Of the first repetition; each further one has the next. */
  readonly seed: number;
  /** What must hold; nothing when absent. */
  readonly objectives?: readonly Objective[];
  /** Valid trials of the same load, measured earlier: what objectives call the baseline. */
  readonly baseline?: readonly TrialRecord[];
}

/** How does one target do under one load? */
export const run = {
  name: 'run',
  about: 'one target under one load',
  ask(options) {
    const { target, servers, scenario, load, repetitions, seed, objectives = [] } = options;
    const latencyLimitNs = latencyLimit(objectives);
    const limit = latencyLimitNs === undefined ? {} : { latencyLimitNs };
    const settings = { ...options.settings, ...limit };
    const plan = { target, servers, scenario, load, settings };
    return planned('run', interleaved(repetitions, seed, [plan]), (done) => judge(options, done));
  },
} as const satisfies ExperimentKind<RunOptions>;

function judge(options: RunOptions, done: readonly TrialRecord[]): Finding[] {
  const trials = validTrials(done);
  const said = runAnswer(options, trials);
  const { objectives = [], baseline = [] } = options;
  const held = objectiveFindings(objectives, { trials, baseline });
  // What is not as it must be is the answer; else the answer is what was measured.
  const isAnswer = ({ verdict }: Finding): boolean => trials.length > 0 && verdict !== 'pass';
  const first = held.filter(isAnswer);
  const others = held.filter((finding) => !isAnswer(finding));
  return [...first, said, ...others, ...silenceFindings(done), ...trustFindings(done)];
}
