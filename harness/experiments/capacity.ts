import { HarnessError } from '../model/harness-error.ts';
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan, TrialSettings } from '../model/trial.ts';
import type { Finding } from '../model/verdict.ts';
import { capacityAnswer, capacityFinding } from './capacity-answer.ts';
import { type CapacityQuestion, type CourseStep, courseOf } from './capacity-course.ts';
import { planFinding } from './capacity-plan.ts';
import { rateOf } from './capacity-trial.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import { latencyLimit, type Objective } from './objectives/objective.ts';

export interface CapacityOptions extends CapacityQuestion {
  /** Name of the target. */
  readonly target: string;
  /** Numbers of servers, each once; each has a search of its own. */
  readonly servers: readonly number[];
  /** Name of the scenario. */
  readonly scenario: string;
  readonly arrivals: 'poisson' | 'constant';
  /** Quiet time between trials, for targets that are not started anew for each. */
  readonly coolDownNs: number;
  /** A load to plan the number of servers for. */
  readonly forPerSecond?: number;
  /** Of which `connections` are those of one server. */
  readonly settings: TrialSettings;
  /** Of the first trial; each further one has the next. */
  readonly seed: number;
}

/** Up to which rate does what must hold hold? */
export const capacity = {
  name: 'capacity',
  about: 'the highest rate at which the objectives hold',
  ask(options) {
    checkQuestion(options);
    const servers = [...options.servers].sort((a, b) => a - b);
    return {
      name: 'capacity',
      trialsForeseen: () => Number.POSITIVE_INFINITY,
      setsTrialsAside: true,
      next: (done) => nextPlan({ ...options, servers }, done),
      judge: (done) => judge({ ...options, servers }, done),
    };
  },
} as const satisfies ExperimentKind<CapacityOptions>;

const refuse = (message: string, next: string): HarnessError =>
  new HarnessError('usage', message, next);

function checkQuestion(options: CapacityOptions): void {
  const { objectives, servers, minPerSecond, maxPerSecond, trialNs, width, target } = options;
  if (objectives.length === 0) {
    throw refuse(
      `The capacity of ${target} has no meaning without something that must hold.`,
      "Add an objective, such as --objective 'p99<50ms'.",
    );
  }
  for (const objective of objectives) checkObjective(objective);
  const twice = servers.find((count, index) => servers.indexOf(count) !== index);
  if (servers.length === 0 || twice !== undefined) {
    throw refuse(
      `There is no search on ${servers.join(', ') || 'no'} servers.`,
      'Give different numbers, such as --servers 1,2,4.',
    );
  }
  if (minPerSecond !== undefined && maxPerSecond !== undefined && minPerSecond >= maxPerSecond) {
    throw refuse(
      `Between ${minPerSecond}/s and ${maxPerSecond}/s there is nothing to search.`,
      'Give a --max-rate above the --min-rate.',
    );
  }
  if (trialNs <= 0 || options.confirmationNs === 0) {
    throw refuse('Nothing fits into trials of 0 s.', 'Give them some time.');
  }
  if (!(width > 0 && width < 1)) {
    throw refuse(`A width of ${width * 100} % is no accuracy.`, 'Take one such as --width 2%.');
  }
}

/** A search needs what holds at low rates and is broken at high ones, in every trial. */
function checkObjective({ text, comparison, figure, limit, windowNs }: Objective): void {
  const why =
    figure.kind === 'throughput'
      ? 'the rate is what is searched for'
      : comparison.startsWith('>')
        ? 'it breaks at low rates and not at high ones'
        : limit.kind === 'baseline'
          ? 'a limit must be a value here'
          : windowNs !== undefined
            ? 'trials are judged as a whole here'
            : undefined;
  if (why === undefined) return;
  throw refuse(
    `A capacity cannot be searched for "${text}": ${why}.`,
    "Use such as 'p99<50ms', 'errors<0.1%', 'cpu/request<80us' or 'memory<300MB'.",
  );
}

const onServers = (done: readonly TrialRecord[], servers: number): readonly TrialRecord[] =>
  done.filter((trial) => trial.servers === servers);

/** The smallest number of servers whose search is not over comes next. */
function nextPlan(options: CapacityOptions, done: readonly TrialRecord[]): TrialPlan | undefined {
  for (const servers of options.servers) {
    const own = onServers(done, servers);
    const { next } = courseOf(questionOn(options, servers), own);
    if (next !== undefined) return planOf(options, { servers, step: next, done });
  }
  return undefined;
}

/** A range that was given is that of one server; so many servers get so many times as much. */
function questionOn(options: CapacityOptions, servers: number): CapacityQuestion {
  const { minPerSecond, maxPerSecond, ...rest } = options;
  return {
    ...rest,
    ...(minPerSecond === undefined ? {} : { minPerSecond: minPerSecond * servers }),
    ...(maxPerSecond === undefined ? {} : { maxPerSecond: maxPerSecond * servers }),
  };
}

function planOf(
  options: CapacityOptions,
  at: {
    readonly servers: number;
    readonly step: CourseStep;
    readonly done: readonly TrialRecord[];
  },
): TrialPlan {
  const { servers, step, done } = at;
  const { purpose, ratePerSecond, durationNs } = step;
  const connections = options.settings.connections * servers;
  const load: Load =
    ratePerSecond === null
      ? { model: 'closed', clients: connections, thinkNs: 0, durationNs }
      : { model: 'open', phases: [openPhase(options.arrivals, ratePerSecond, durationNs)] };
  const before = onServers(done, servers).filter(
    (trial) =>
      trial.purpose === purpose && (ratePerSecond === null || rateOf(trial) === ratePerSecond),
  );
  const latencyLimitNs = latencyLimit(options.objectives);
  return {
    target: options.target,
    servers,
    scenario: options.scenario,
    load,
    purpose,
    ...pauseAfter(options, done.at(-1)),
    repetition: before.length + 1,
    seed: options.seed + done.length,
    settings: {
      ...options.settings,
      connections,
      ...(latencyLimitNs === undefined ? {} : { latencyLimitNs }),
    },
  };
}

const openPhase = (kind: 'poisson' | 'constant', ratePerSecond: number, durationNs: number) => ({
  kind,
  ratePerSecond,
  durationNs,
});

/**
 * What was given up may still be worked on for as long as it was waited for; nothing else is in
 * flight when a trial has ended.
 */
function pauseAfter(
  { coolDownNs, settings }: CapacityOptions,
  last: TrialRecord | undefined,
): Pick<TrialPlan, 'pauseNs'> {
  if (coolDownNs === 0 || last === undefined) return {};
  const gaveUp = last.counts.unfinished + last.counts.failed.timeout > 0;
  return { pauseNs: coolDownNs + (gaveUp ? settings.timeoutNs : 0) };
}

function judge(options: CapacityOptions, done: readonly TrialRecord[]): Finding[] {
  const answers = options.servers.map((servers) =>
    capacityAnswer(questionOn(options, servers), servers, onServers(done, servers)),
  );
  const found = answers.map((one) => capacityFinding(options.target, options, one));
  const { forPerSecond } = options;
  const plan =
    forPerSecond === undefined ? [] : [planFinding(options.target, answers, forPerSecond)];
  return [...plan, ...found, trust(done)];
}

/** Trials that were not valid were repeated and count for nothing; the others made the answer. */
function trust(done: readonly TrialRecord[]): Finding {
  const invalid = done.filter(({ verdict }) => verdict === 'invalid');
  const valid = done.length - invalid.length;
  const trials = valid === 1 ? 'trial' : 'trials';
  const aside =
    invalid.length === 0 ? '' : `; ${invalid.length} more were not valid, and do not count`;
  return {
    rule: 'trust',
    verdict: valid === 0 ? 'invalid' : 'pass',
    claim:
      valid === 0 ? 'No trial was valid.' : `The answer rests on ${valid} valid ${trials}${aside}.`,
    evidence: { valid, invalid: invalid.length },
    advice: valid === 0 ? 'See the findings of the trials for what to change.' : '',
  };
}
