/** The options that say how much load and how it is measured, shared by every measuring command. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { parseReplay } from '../arrivals/replay.ts';
import { checkPhases } from '../arrivals/schedule.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Load, Phase } from '../model/load.ts';
import { lookUp } from '../model/registry.ts';
import { type Engine, engines, type TrialSettings } from '../model/trial.ts';
import { parseDurationNs } from '../model/units.ts';
import { positiveNumber, wholeNumber } from './number-option.ts';
import { parsePhase } from './phase-text.ts';

/** What these options are after parsing, as commander hands them over. */
export interface LoadOptions {
  readonly rate?: number;
  readonly arrivals: string;
  readonly phase?: readonly string[];
  readonly replay?: string;
  readonly connections: number;
  readonly pipelining: number;
  readonly think: number;
  readonly duration: number;
  readonly warmup: number;
  readonly timeout: number;
  readonly drain: number;
  readonly workers: number;
  readonly engine: string;
  readonly seed: number;
  readonly repetitions: number;
}

/** An option that is a duration, whose default is shown as it would be typed. */
const time = (name: string, about: string, preset: string): Option => {
  const parse = (text: string): number => parseDurationNs(text, `value of --${name}`);
  return new Option(`--${name} <time>`, about).argParser(parse).default(parse(preset), preset);
};

const whole = (name: string, min: number) => (text: string) => wholeNumber(text, name, min);

/** Adds the options to a command. */
export function addLoadOptions(command: Command): Command {
  const collect = (text: string, before: readonly string[] = []) => [...before, text];
  return command
    .optionsGroup('How much load:')
    .option(
      '--rate <n>',
      'open load: requests per second, sent whether or not answers came',
      (text) => positiveNumber(text, 'rate'),
    )
    .option('--arrivals <kind>', 'how an open load arrives: poisson or constant', 'poisson')
    .option(
      '--phase <spec>',
      'open load in phases: poisson:500:10s, constant:500:10s or ramp:100..900:30s; repeatable',
      collect,
    )
    .option('--replay <file>', 'open load at the times in a file, one a line, in seconds')
    .option(
      '--connections <n>',
      'connections over all servers; without --rate, that many clients send back to back',
      whole('connections', 1),
      64,
    )
    .option('--pipelining <n>', 'requests in flight on one connection', whole('pipelining', 1), 1)
    .addOption(
      time(
        'think',
        'closed load: what a client waits between an answer and its next request',
        '0s',
      ),
    )
    .optionsGroup('How it is measured:')
    .addOption(time('duration', 'length of the measured window', '10s'))
    .addOption(time('warmup', 'the same load before the window, not counted', '3s'))
    .addOption(time('timeout', 'a request without an answer after this has failed', '10s'))
    .addOption(time('drain', 'how long the last answers are waited for', '5s'))
    .option('--workers <n>', 'generator threads', whole('workers', 1), 1)
    .option('--repetitions <n>', 'how often everything is measured', whole('repetitions', 1), 1)
    .option('--seed <n>', 'fixes arrivals and the mix of operations', whole('seed', 0), 1)
    .addOption(
      new Option('--engine <name>', 'what sends: our own, or autocannon for closed loads').default(
        'native',
      ),
    );
}

/** The settings every trial of a run shares. Throws a usage error for what does not go together. */
export function readSettings(options: LoadOptions): TrialSettings {
  const { connections, workers } = options;
  const engine = lookUp(
    'engine',
    engines.map((name) => ({ name, about: '' })),
    options.engine,
  );
  if (workers > connections) {
    throw new HarnessError(
      'usage',
      `${workers} workers cannot share ${connections} connection${connections === 1 ? '' : 's'}.`,
      'Use at most as many --workers as --connections.',
    );
  }
  return {
    engine: engine.name as Engine,
    workers,
    connections,
    pipelining: options.pipelining,
    warmupNs: options.warmup,
    timeoutNs: options.timeout,
    drainNs: options.drain,
  };
}

/** The load the options ask for: open as soon as a rate, a phase or times are given. */
export function readLoad(options: LoadOptions): Load {
  const phases = openPhases(options);
  if (options.duration <= 0) {
    throw new HarnessError('usage', 'The --duration is 0.', 'Give a length above 0, such as 10s.');
  }
  if (phases.length === 0) {
    const { connections, think, duration } = options;
    return { model: 'closed', clients: connections, thinkNs: think, durationNs: duration };
  }
  if (options.think > 0) {
    throw new HarnessError(
      'usage',
      '--think goes with a closed load, whose clients wait for answers.',
      'Leave out --think, or --rate, --phase and --replay.',
    );
  }
  checkPhases(phases);
  return { model: 'open', phases };
}

function openPhases(options: LoadOptions): readonly Phase[] {
  const { rate, phase, replay, arrivals, duration } = options;
  const given = Object.entries({ '--rate': rate, '--phase': phase, '--replay': replay });
  const names = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (names.length > 1) {
    throw new HarnessError(
      'usage',
      `${names.join(' and ')} say different things about the same load.`,
      'Use one of them.',
    );
  }
  if (phase !== undefined) return phase.map(parsePhase);
  if (replay !== undefined) return [parseReplay(readTimes(replay))];
  if (rate === undefined) return [];
  return [parsePhase(`${arrivals}:${rate}:${duration}ns`)];
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
