/** The options that every measuring command has: what is asked, how much, how, and what for. */
import { Command, Option, type OptionValues } from '@commander-js/extra-typings';
import { checkModes, engines, pacings } from '../model/trial.ts';
import { parseDurationNs } from '../model/units.ts';
import { portNumber, positiveNumber, wholeNumber } from './number-option.ts';
import { parsePhase } from './phase-text.ts';

const flagOf = (flags: string): string => flags.split(' ')[0] ?? flags;

/** An option with a whole number. */
export const wholeOption = <Flags extends string>(
  flags: Flags,
  description: string,
  limits: { readonly min: number; readonly usual: number },
) =>
  new Option(flags, description)
    .argParser((text: string) => wholeNumber(text, flagOf(flags), limits.min))
    .default(limits.usual);

/** An option with a time, of which the help shows the text and not the nanoseconds. */
export const timeOption = <Flags extends string>(
  flags: Flags,
  description: string,
  usual: string,
) =>
  new Option(flags, description)
    .argParser((text: string) => parseDurationNs(text, `value of ${flagOf(flags)}`))
    .default(parseDurationNs(usual), usual);

function loadCommand(name: string) {
  return new Command(name)
    .optionsGroup('From a configuration file:')
    .option('--load <name>', 'one of its loads')
    .optionsGroup('What is asked, and how much:')
    .option('--scenario <name|file>', 'what the clients do (default: GET /, or the URL’s path)')
    .addOption(
      new Option('--rate <n>', 'open load: requests per second, whether answers come or not')
        .argParser((text: string) => positiveNumber(text, '--rate'))
        .conflicts(['phase', 'replay']),
    )
    .addOption(
      new Option('--arrivals <kind>', 'with --rate: poisson (default) or constant')
        .choices(['poisson', 'constant'])
        .conflicts(['phase', 'replay']),
    )
    .addOption(
      new Option(
        '--phase <spec>',
        'open load in phases: poisson:500:10s, ramp:100..900:30s; repeat',
      )
        .argParser((text: string, before: readonly ReturnType<typeof parsePhase>[] | undefined) => [
          ...(before ?? []),
          parsePhase(text),
        ])
        .conflicts(['replay']),
    )
    .option('--replay <file>', 'open load at recorded times: one a line, in seconds')
    .addOption(
      wholeOption(
        '--connections <n>',
        'in all; without an open load, that many clients that wait for each answer',
        { min: 1, usual: 64 },
      ),
    )
    .addOption(
      timeOption(
        '--think <time>',
        'pause of such a client before its next request',
        '0s',
      ).conflicts(['rate', 'phase', 'replay']),
    )
    .addOption(
      wholeOption('--pipelining <n>', 'requests in flight on a connection', { min: 1, usual: 1 }),
    );
}

/** How a trial goes, apart from its load and its length. */
const withTrial = <Args extends unknown[], Opts extends OptionValues>(
  command: Command<Args, Opts>,
) =>
  command
    .addOption(timeOption('--warmup <time>', 'load before the window, not counted', '3s'))
    .addOption(timeOption('--timeout <time>', 'a request has failed after this', '10s'))
    .addOption(timeOption('--drain <time>', 'wait for the last answers after the window', '5s'))
    .addOption(
      new Option(
        '--pacing <how>',
        'open load: precise (default) polls; economical sleeps, and notices answers 0.2 ms late',
      ).choices(pacings),
    )
    .addOption(
      new Option(
        '--check <which>',
        'answers compared with what is expected: every (default), sampled (one in 20), first',
      ).choices(checkModes),
    )
    .option('--pin', 'keep generator and servers on processors of their own')
    .option('--no-preflight', 'do not send every request once, and check it, before each trial')
    .addOption(wholeOption('--workers <n>', 'generator threads', { min: 1, usual: 1 }));

function timedCommand(name: string, repetitions: number) {
  const timed = loadCommand(name)
    .optionsGroup('How it is measured:')
    .addOption(
      timeOption('--duration <time>', 'length of the measured window', '10s').conflicts([
        'phase',
        'replay',
      ]),
    );
  return withTrial(timed)
    .addOption(
      new Option('--engine <name>', 'what sends; autocannon knows closed loads only')
        .choices(engines)
        .default('native' as const),
    )
    .addOption(
      wholeOption('--repetitions <n>', 'how often everything is measured', {
        min: 1,
        usual: repetitions,
      }),
    )
    .addOption(wholeOption('--seed <n>', 'fixes every random choice', { min: 0, usual: 1 }));
}

/** Where results go, and whom to trust: what every command has that measures. */
const withResults = <Args extends unknown[], Opts extends OptionValues>(
  command: Command<Args, Opts>,
) =>
  command
    .optionsGroup('From a configuration file:')
    .option('--config <file>', 'which one (default: the nearest steelyard.config.* upwards)')
    .optionsGroup('Results:')
    .option('--out <dir>', 'folder for record and reports (default: a new one in steelyard-out)')
    .addOption(
      new Option('--format <list>', 'reports to write; `steelyard list formats` shows all')
        .argParser((text: string) => text.split(',').map((part) => part.trim()))
        .default(['html'], 'html'),
    )
    .option('--json', 'print the record instead of the summary')
    .option('--quiet', 'no progress')
    .addOption(
      new Option(
        '--live [port]',
        'show the run on a page of this machine while it goes on; it becomes the report',
      ).argParser((text: string) => portNumber(text, '--live')),
    )
    .optionsGroup('TLS:')
    .option('--insecure', 'accept any certificate')
    .option('--ca <file>', 'PEM file of the authorities to trust');

/** The one target, which may have to be started by a command of the user's. */
const withOneTarget = <Args extends unknown[], Opts extends OptionValues>(
  command: Command<Args, Opts>,
) =>
  command
    .optionsGroup('A server of your own:')
    .argument(
      '<target>',
      'a name of `steelyard list targets`, a name of the configuration, a URL or a file',
    )
    .option('--start <cmd>', 'command that serves the URL; {port} in both stands for a free port')
    .option('--health <path>', 'path that answers 2xx when the command is ready');

/** A command with all of them. `repetitions` is its usual number of those. */
export const measuringCommand = (name: string, repetitions: number) =>
  withResults(timedCommand(name, repetitions));

/** What commander makes of these options. */
export type MeasuringOptions = ReturnType<ReturnType<typeof measuringCommand>['opts']>;

/** A measuring command for one target. */
export const oneTargetCommand = (name: string, repetitions: number) =>
  withOneTarget(measuringCommand(name, repetitions));

/** A measuring command for one target that chooses the load itself. */
export function searchingCommand(name: string) {
  const asked = new Command(name)
    .optionsGroup('What is asked:')
    .option('--scenario <name|file>', 'what the clients do (default: GET /, or the URL’s path)')
    .addOption(
      new Option('--arrivals <kind>', 'how requests arrive')
        .choices(['poisson', 'constant'] as const)
        .default('poisson' as const),
    )
    .addOption(wholeOption('--connections <n>', 'for each server', { min: 1, usual: 64 }))
    .addOption(
      wholeOption('--pipelining <n>', 'requests in flight on a connection', { min: 1, usual: 1 }),
    )
    .optionsGroup('How it is measured:')
    .addOption(timeOption('--duration <time>', 'length of a trial; longer where need be', '10s'));
  const seeded = withTrial(asked).addOption(
    wholeOption('--seed <n>', 'fixes every random choice', { min: 0, usual: 1 }),
  );
  return withOneTarget(withResults(seeded));
}
