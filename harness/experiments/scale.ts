import type { ArrivalPhase } from '../arrivals/index.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan, TrialSettings } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import {
  type Measured,
  offeredPerSecond,
  responsePercentile,
  supportedPercent,
  throughput,
} from './measured.ts';
import { interleaved, planned } from './planned.ts';
import { scaledPhases } from './scaled-load.ts';
import { growthFindings, undecided } from './scaling-findings.ts';
import { growthOf } from './scaling-steps.ts';
import { silenceFindings, trustFindings, validTrials } from './trust.ts';
import { listText, nsText, rateText, serversText } from './wording.ts';

/** What each server gets; so many servers get so many times as much. */
export interface ScaleOptions {
  /** Name of the target. */
  readonly target: string;
  /** Numbers of servers, each once. */
  readonly servers: readonly number[];
  /** Name of the scenario. */
  readonly scenario: string;
  /** A fixed rate for each server: do latencies stay when servers and load grow together? */
  readonly open?: { readonly phases: readonly ArrivalPhase[] };
  /** Clients back to back: how much more gets done at most? One connection each. */
  readonly closed?: { readonly thinkNs: number; readonly durationNs: number };
  /** Of which `connections` are those of one server. */
  readonly settings: TrialSettings;
  readonly repetitions: number;
  /** Of the first block; each further one has the next. */
  readonly seed: number;
  /** Processors of the machine, to tell when they and not the servers were the limit. */
  readonly cores?: number;
}

/** What do more servers bring? */
export const scale = {
  name: 'scale',
  about: 'one target on several numbers of servers',
  ask(options) {
    const { repetitions, seed } = options;
    const servers = [...options.servers].sort((a, b) => a - b);
    const block = servers.flatMap((count) => plansFor(options, count));
    checkQuestion(options, block.length);
    const plans = interleaved(repetitions, seed, block);
    return planned('scale', plans, (done) => judge({ ...options, servers }, done));
  },
} as const satisfies ExperimentKind<ScaleOptions>;

function checkQuestion({ target, servers }: ScaleOptions, plans: number): void {
  const twice = servers.find((count, index) => servers.indexOf(count) !== index);
  if (servers.length >= 2 && twice === undefined && plans > 0) return;
  throw new HarnessError(
    'usage',
    plans === 0
      ? `There is neither a rate nor a number of clients to scale ${target} with.`
      : `${target} cannot be scaled over ${servers.join(', ') || 'no'} servers.`,
    'Give two or more different numbers, such as --servers 1,2,4, and a load for each server.',
  );
}

function plansFor(
  options: ScaleOptions,
  servers: number,
): Omit<TrialPlan, 'repetition' | 'seed'>[] {
  const { target, scenario, open, closed } = options;
  const connections = options.settings.connections * servers;
  const settings = { ...options.settings, connections };
  const loads: Load[] = [];
  if (open) loads.push({ model: 'open', phases: scaledPhases(open.phases, servers) });
  if (closed) loads.push({ model: 'closed', clients: connections, ...closed });
  return loads.map((load) => ({ target, servers, scenario, load, settings }));
}

interface Step {
  readonly servers: number;
  readonly measured: Measured;
}

function judge(options: ScaleOptions, done: readonly TrialRecord[]): Finding[] {
  const valid = validTrials(done);
  const stepsOf = (model: Load['model']): Step[] =>
    options.servers.map((servers) => ({
      servers,
      measured: {
        name: serversText(servers),
        trials: valid.filter((one) => one.servers === servers && one.load.model === model),
      },
    }));
  const peaks = valid.filter(({ load }) => load.model === 'closed');
  const growth = options.closed
    ? growthFindings(options.target, growthOf(peaks, options.cores))
    : [];
  return [
    ...growth.slice(0, 1),
    ...(options.open ? [latency(options.target, stepsOf('open'))] : []),
    ...growth.slice(1),
    ...silenceFindings(done),
    ...trustFindings(done),
  ];
}

/** Response percentile against servers while each server gets the same rate. */
function latency(target: string, steps: readonly Step[]): Finding {
  const known = steps.filter(({ measured }) => measured.trials.length > 0);
  const percent = supportedPercent(known.map(({ measured }) => measured));
  if (known.length < 2 || percent === undefined) {
    return undecided('latency-at-scale', `Too little of ${target} was measured validly to tell.`);
  }
  const parts = known.flatMap(({ servers, measured }) => {
    const figure = responsePercentile(measured, percent);
    if (figure === undefined) return [];
    return [{ servers, figure, text: `${nsText(figure)} on ${serversText(servers)}` }];
  });
  const behind = known.flatMap(shortfall);
  const slow = behind.length > 0 ? `; ${listText(behind)}` : '';
  const texts = listText(parts.map(({ text }) => text));
  const rate = perServerText(known);
  return {
    rule: 'latency-at-scale',
    verdict: 'pass',
    claim: `At ${rate} for each server, ${target} has a response p${percent} of ${texts}${slow}.`,
    evidence: Object.fromEntries(
      parts.map(({ servers, figure }) => [`responseNsP${percent}On${servers}`, figure.value]),
    ),
    advice: '',
  };
}

function perServerText(known: readonly Step[]): string {
  const rates = known.flatMap(({ servers, measured }) => {
    const offered = offeredPerSecond(measured);
    return offered === undefined ? [] : [offered / servers];
  });
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
  return rateText({ value: mean, atLeast: false, each: rates });
}

/** A target that answers less than this share of what is offered does not keep up with it. */
const KEEPS_UP = 0.99;

function shortfall({ servers, measured }: Step): string[] {
  const offered = offeredPerSecond(measured);
  const rate = throughput(measured);
  if (offered === undefined || rate === undefined) return [];
  if (rate.value >= offered * KEEPS_UP) return [];
  const asked = rateText({ ...rate, value: offered });
  return [`${serversText(servers)} answered only ${rateText(rate)} of ${asked}`];
}
