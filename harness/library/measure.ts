import { lookAtInstrument } from '../doctor/instrument.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Observer } from '../model/progress.ts';
import type { RunRecord } from '../model/record.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import { protocols } from '../protocols/index.ts';
import { runSession, type TlsTrust } from '../session/session.ts';

export interface MeasureOptions {
  /** What is asked, such as `run.ask({ … })`. */
  readonly experiment: Experiment;
  /** The targets and scenarios that the experiment names. */
  readonly targets: readonly Target[];
  readonly scenarios: readonly Scenario[];
  /** Gets `record.json`, saved after every trial. */
  readonly outDir: string;
  /** Any certificate is refused that the system does not trust, unless said otherwise. */
  readonly tls?: TlsTrust;
  readonly observer?: Partial<Observer>;
  /** Abort it to stop early; finished trials stay on disk. */
  readonly signal?: AbortSignal;
  /** Kept in the record as it is. */
  readonly config?: Readonly<Record<string, unknown>>;
}

const ignore = (): void => undefined;

/**
 * Measures what an experiment asks for and resolves with the run record. Throws a `HarnessError`
 * whose `exit` says what kind of trouble it is.
 */
export async function measure(options: MeasureOptions): Promise<RunRecord> {
  const { experiment, targets, scenarios, outDir, observer, config = {} } = options;
  return runSession({
    experiment,
    targets,
    scenarios,
    outDir,
    config,
    command: experiment.name,
    instrument: await lookAtInstrument(),
    argv: [],
    protocols,
    tls: options.tls ?? { insecure: false },
    observer: { trialStarted: ignore, progress: ignore, trialFinished: ignore, ...observer },
    signal: options.signal ?? new AbortController().signal,
  });
}
