/** What the options say about load and settings, checked as a whole. */
import { readFileSync } from 'node:fs';
import type { ArrivalPhase } from '../arrivals/index.ts';
import { parseReplay } from '../arrivals/replay.ts';
import { checkPhases } from '../arrivals/schedule.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { ClosedLoad, Load } from '../model/load.ts';
import type { TrialSettings } from '../model/trial.ts';
import type { MeasuringOptions } from './measuring-command.ts';

/** What commands that choose the load themselves ask, too. */
type SettingOptions = Pick<
  MeasuringOptions,
  | 'connections'
  | 'workers'
  | 'pipelining'
  | 'pacing'
  | 'warmup'
  | 'timeout'
  | 'drain'
  | 'check'
  | 'preflight'
  | 'pin'
> &
  Partial<Pick<MeasuringOptions, 'engine'>>;

/** The settings every trial of a run shares. Throws a usage error for what does not go together. */
export function readSettings(options: SettingOptions): TrialSettings {
  const { connections, workers, engine = 'native', pipelining, pacing } = options;
  if (workers > connections) {
    const shared = `${connections} connection${connections === 1 ? '' : 's'}`;
    throw new HarnessError(
      'usage',
      `${workers} workers cannot share ${shared}.`,
      'Use at most as many --workers as --connections.',
    );
  }
  if (options.timeout === 0) {
    throw new HarnessError('usage', 'With --timeout 0s every request fails.', 'Give it some time.');
  }
  return {
    engine,
    workers,
    connections,
    pipelining,
    ...(pacing === undefined ? {} : { pacing }),
    ...(options.check === undefined ? {} : { checks: options.check }),
    ...(options.pin ? { pin: true as const } : {}),
    ...(options.preflight ? {} : { preflight: false as const }),
    warmupNs: options.warmup,
    timeoutNs: options.timeout,
    drainNs: options.drain,
  };
}

/** The phases of an open load; undefined when the options ask for a closed one. */
export function readPhases(options: MeasuringOptions): readonly ArrivalPhase[] | undefined {
  const { rate, arrivals, phase, replay, duration } = options;
  if (arrivals !== undefined && rate === undefined) {
    throw new HarnessError(
      'usage',
      `--arrivals ${arrivals} says how requests arrive, but not how many.`,
      'Add --rate, such as --rate 2000.',
    );
  }
  const phases = phase ?? (replay === undefined ? undefined : [parseReplay(readTimes(replay))]);
  const asked =
    phases ??
    (rate === undefined
      ? undefined
      : [{ kind: arrivals ?? 'poisson', ratePerSecond: rate, durationNs: duration }]);
  if (asked !== undefined) checkPhases(asked);
  else if (options.pacing !== undefined) {
    throw new HarnessError(
      'usage',
      `--pacing ${options.pacing} is about sends that are due at a time; a closed load has none.`,
      'Add --rate, or leave --pacing away.',
    );
  }
  return asked;
}

/** Clients that wait for their answers. */
export function readClosedLoad(options: MeasuringOptions): ClosedLoad {
  const { connections, think, duration } = options;
  if (duration === 0) {
    throw new HarnessError('usage', 'Nothing fits into --duration 0s.', 'Give it some time.');
  }
  return { model: 'closed', clients: connections, thinkNs: think, durationNs: duration };
}

/** The load the options ask for: open as soon as a rate, a phase or times are given. */
export function readLoad(options: MeasuringOptions): Load {
  const phases = readPhases(options);
  return phases === undefined ? readClosedLoad(options) : { model: 'open', phases };
}

function readTimes(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new HarnessError(
      'usage',
      `Cannot read the times to replay: ${error instanceof Error ? error.message : String(error)}.`,
      'Give --replay the path of a text file with one time a line, in seconds.',
      { cause: error },
    );
  }
}
