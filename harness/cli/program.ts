import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { exitCodes } from '../model/exit-code.ts';
import { toolVersion } from '../session/tool-version.ts';
import type { Ended } from './ended.ts';

const examples = `
Examples:
  steelyard demo                                         a first look, about two minutes
  steelyard run fastify --scenario json --rate 2000      a server we start
  steelyard run http://127.0.0.1:3000/ --rate 500        a server that runs already
  steelyard compare node-http fastify express --rate 1000
  steelyard scale pooled --servers 1,2,4 --rate 400
  steelyard capacity pooled --objective 'p99<20ms'
  steelyard gate ./new.mjs --base ./old.mjs --rate 500   may this change go on?
  steelyard history add steelyard-out/*/record.json      what changed, and with which commit?
  steelyard report steelyard-out/*/record.json           one report of several records
  steelyard doctor                                       what can this machine measure?
  steelyard import har page.har                          a scenario out of what a browser recorded
  steelyard config                                       what the configuration file says
  steelyard run --help                                   all options, and more examples

Times have a unit: 10s, 500ms, 250us, 1m30s. Rates are requests per second. Results go to stdout,
progress and errors to stderr. NO_COLOR and FORCE_COLOR are respected.`;

function exitTable(): string {
  const rows = Object.values(exitCodes).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return `\nExit codes:\n${rows.join('\n')}`;
}

/** Resolves to one command, ready to be added to the whole. */
type Loading = (ended: Ended) => Promise<CommandUnknownOpts>;

/** Commands that measure; each reads the configuration around it. */
const measuring = {
  run: async (ended) => (await import('./run.ts')).runCommand(ended),
  compare: async (ended) => (await import('./compare.ts')).compareCommand(ended),
  scale: async (ended) => (await import('./scale.ts')).scaleCommand(ended),
  capacity: async (ended) => (await import('./capacity.ts')).capacityCommand(ended),
  gate: async (ended) => (await import('./gate.ts')).gateCommand(ended),
} as const satisfies Record<string, Loading>;

/** All, in the order of the help. Each brings its own modules along, so it is loaded when asked. */
const commands: Readonly<Record<string, Loading>> = {
  ...measuring,
  config: async (ended) => {
    const { configCommand } = await import('./config.ts');
    return configCommand(() => all(measuring, ended));
  },
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  report: async () => (await import('./report.ts')).reportCommand(),
  history: async () => (await import('./history.ts')).historyCommand(),
  list: async () => (await import('./list.ts')).listCommand(),
  demo: async (ended) => (await import('./demo.ts')).demoCommand(ended),
  doctor: async () => (await import('./doctor.ts')).doctorCommand(),
};

const all = (
  some: Readonly<Record<string, Loading>>,
  ended: Ended,
): Promise<readonly CommandUnknownOpts[]> =>
  Promise.all(Object.values(some).map(async (load) => silent(await load(ended))));

/** Whoever called prints the error, in the same words as all others. */
const silent = (command: CommandUnknownOpts): CommandUnknownOpts =>
  command.exitOverride().configureOutput({ outputError: () => undefined });

const isVersion = (word: string): boolean => word === '--version' || word === '-V';

function neededFor(asked: string): Readonly<Record<string, Loading>> {
  if (isVersion(asked)) return {};
  const own = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  return own === undefined ? commands : { [asked]: own };
}

/**
 * The command line that is asked for by its first word: that command alone, or all, where the word
 * is none and help or a guess is due. It never ends the process: errors are thrown, `ended` is
 * told.
 */
export async function program(ended: Ended, asked = ''): Promise<CommandUnknownOpts> {
  const whole = new Command('steelyard')
    .description(
      'Load tests and benchmarks: a number you can trust, or a plain statement that you cannot.',
    )
    .version(toolVersion())
    .enablePositionalOptions()
    .addHelpText('after', `${examples}\n${exitTable()}`);
  for (const command of await all(neededFor(asked), ended)) whole.addCommand(command);
  return silent(whole);
}
