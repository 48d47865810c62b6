import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialSettings } from '../model/trial.ts';
import { formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import {
  errorShare,
  type Measured,
  offeredPerSecond,
  responsePercentile,
  supportedPercent,
  throughput,
} from './measured.ts';
import type { Objective } from './objectives/objective.ts';
import { objectiveFindings } from './objectives/objective-finding.ts';
import { interleaved, planned } from './planned.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';
import { listText, nsText, rateText, serversText } from './wording.ts';

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
    const { repetitions, seed, objectives: _, baseline: _baseline, ...plan } = options;
    return planned('run', interleaved(repetitions, seed, [plan]), (done) => judge(options, done));
  },
} as const satisfies ExperimentKind<RunOptions>;

function judge(options: RunOptions, done: readonly TrialRecord[]): Finding[] {
  const trials = validTrials(done);
  const said = answer(options, { name: options.target, trials });
  const { objectives = [], baseline = [] } = options;
  const held = objectiveFindings(objectives, { trials, baseline });
  // What is not as it must be is the answer; else the answer is what was measured.
  const isAnswer = ({ verdict }: Finding): boolean => trials.length > 0 && verdict !== 'pass';
  const first = held.filter(isAnswer);
  const others = held.filter((finding) => !isAnswer(finding));
  return [...first, said, ...others, ...silenceFindings(done), ...trustFindings(done)];
}

function answer({ load, servers }: RunOptions, measured: Measured): Finding {
  const rate = throughput(measured);
  const percent = supportedPercent([measured]);
  const body = percent === undefined ? undefined : responsePercentile(measured, 50);
  const tail = percent === undefined ? undefined : responsePercentile(measured, percent);
  const subject = `${measured.name} on ${serversText(servers)}`;
  if (rate === undefined) return unanswered(`${subject} was not measured validly.`, 'See below.');
  if (percent === undefined || body === undefined || tail === undefined) {
    const advice = 'Measure longer, or raise the rate.';
    return unanswered(`${subject} got too few requests for any percentile.`, advice);
  }
  const offered = offeredPerSecond(measured);
  const asked =
    load.model === 'open' && offered !== undefined
      ? ` of ${rateText({ ...rate, value: offered })} offered`
      : ` from ${load.model === 'closed' ? load.clients : 0} clients`;
  const latencies = [
    ...(percent === 50 ? [] : [`p50 ${nsText(body)}`]),
    `p${percent} ${nsText(tail)}`,
  ];
  const done = `${rateText(rate)}${asked}, response ${listText(latencies)}`;
  const share = errorShare(measured);
  const errors = share > 0 ? `; ${formatShare(share)} of requests got no right answer` : '';
  return {
    rule: 'answer',
    verdict: 'pass',
    claim: `${subject} answered ${done}${errors}.`,
    evidence: {
      answeredPerSecond: rate.value,
      ...(offered === undefined ? {} : { offeredPerSecond: offered }),
      responseNsP50: body.value,
      [`responseNsP${percent}`]: tail.value,
      errorShare: share,
      repetitions: measured.trials.length,
    },
    advice: '',
  };
}

const unanswered = (claim: string, advice: string): Finding => ({
  rule: 'answer',
  verdict: 'inconclusive',
  claim,
  evidence: {},
  advice,
});
