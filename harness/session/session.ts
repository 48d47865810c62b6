/**
 * A session answers one question: it measures the trials that an experiment asks for, one after the
 * other, and saves the run record after every one of them, so that an end of any kind keeps what
 * was measured.
 */
import { epochNow, realClock, until } from '../generator/clock.ts';
import { fingerprint } from '../host/machine.ts';
import type { Experiment } from '../model/experiment.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Observer } from '../model/progress.ts';
import type { Protocol } from '../model/protocol.ts';
import { type RunRecord, SCHEMA_VERSION, type TrialRecord } from '../model/record.ts';
import { lookUp } from '../model/registry.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import type { TrialPlan } from '../model/trial.ts';
import { type Finding, worstVerdict } from '../model/verdict.ts';
import { assertWritable, saveRecord } from './store.ts';
import { toolVersion } from './tool-version.ts';
import { runTrial } from './trial.ts';
import { trialId } from './trial-id.ts';

export interface SessionOptions {
  readonly experiment: Experiment;
  /** The command as typed, for the record. */
  readonly command: string;
  readonly argv: readonly string[];
  /** Everything that was decided, defaults included, for the record. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How the machine is as an instrument, for the record. */
  readonly instrument?: Instrument;
  /** What plans refer to by name. */
  readonly targets: readonly Target[];
  readonly scenarios: readonly Scenario[];
  readonly protocols: readonly Protocol[];
  readonly tls: TlsTrust;
  /** Gets `record.json`. */
  readonly outDir: string;
  readonly observer: Observer;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
}

export interface TlsTrust {
  /** Accept any certificate. */
  readonly insecure: boolean;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

/**
 * Runs the experiment to its end and resolves with its record, which is saved by then. Throws a
 * `HarnessError` when it cannot go on; the trials that were finished are on disk.
 */
export async function runSession(options: SessionOptions): Promise<RunRecord> {
  const { experiment, outDir, observer, signal } = options;
  await assertWritable(outDir);
  const startedAt = new Date().toISOString();
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    interruptedIf(signal);
    await pause(plan.pauseNs ?? 0, signal);
    observer.trialStarted(plan, { index: done.length, of: experiment.trialsForeseen(done) });
    const trial = await measure(options, plan, done);
    done.push(trial);
    observer.trialFinished(trial);
    await saveRecord(outDir, toRecord(options, startedAt, done, []));
  }
  const record = toRecord(options, startedAt, done, experiment.judge(done));
  await saveRecord(outDir, record);
  return record;
}

async function pause(lengthNs: number, signal: AbortSignal): Promise<void> {
  if (lengthNs === 0) return;
  const clock = realClock(epochNow());
  await until(clock, clock.nowNs() + lengthNs, signal).catch(() => interruptedIf(signal));
}

function interruptedIf(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new HarnessError('interrupted', 'The run was interrupted.', 'Finished trials are saved.');
}

function measure(
  options: SessionOptions,
  plan: TrialPlan,
  done: readonly TrialRecord[],
): Promise<TrialRecord> {
  const target = options.targets.find((candidate) => candidate.name === plan.target);
  if (!target) throw new TypeError(`the plan names no target of the session: ${plan.target}`);
  const scenario = lookUp('scenario', options.scenarios, plan.scenario);
  const protocol = lookUp('protocol', options.protocols, scenario.protocol);
  const { tls, observer, signal } = options;
  const id = trialId(
    plan,
    done.map((trial) => trial.id),
  );
  return runTrial({ id, plan, target, scenario, protocol, tls, observer, signal });
}

function toRecord(
  options: SessionOptions,
  startedAt: string,
  trials: readonly TrialRecord[],
  findings: readonly Finding[],
): RunRecord {
  const isAnswer = options.experiment.setsTrialsAside === true && findings.length > 0;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'steelyard', version: toolVersion() },
    command: options.command,
    argv: options.argv,
    startedAt,
    config: options.config,
    environment: fingerprint(),
    ...(options.instrument === undefined ? {} : { instrument: options.instrument }),
    trials,
    findings,
    verdict: worstVerdict(isAnswer ? findings : [...trials, ...findings]),
  };
}
