import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { exitCodes } from '../model/exit-code.ts';
import { toolVersion } from '../session/tool-version.ts';
import { capacityCommand } from './capacity.ts';
import { compareCommand } from './compare.ts';
import { configCommand } from './config.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import type { Ended } from './ended.ts';
import { gateCommand } from './gate.ts';
import { historyCommand } from './history.ts';
import { importCommand } from './import.ts';
import { initCommand } from './init.ts';
import { listCommand } from './list.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { scaleCommand } from './scale.ts';
import { schemaCommand } from './schema.ts';

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

/** Commands that measure; each reads the configuration around it. */
const measuringCommands = (ended: Ended): readonly CommandUnknownOpts[] =>
  [runCommand, compareCommand, scaleCommand, capacityCommand, gateCommand].map((command) =>
    silent(command(ended)),
  );

/** Whoever called prints the error, in the same words as all others. */
const silent = (command: CommandUnknownOpts): CommandUnknownOpts =>
  command.exitOverride().configureOutput({ outputError: () => undefined });

/** The command line as a whole. It never ends the process: errors are thrown, `ended` is told. */
export function program(ended: Ended): CommandUnknownOpts {
  const whole = new Command('steelyard')
    .description(
      'Load tests and benchmarks: a number you can trust, or a plain statement that you cannot.',
    )
    .version(toolVersion())
    .enablePositionalOptions()
    .addHelpText('after', `${examples}\n${exitTable()}`);
  const commands: readonly CommandUnknownOpts[] = [
    ...measuringCommands(ended),
    configCommand(() => measuringCommands(ended)),
    schemaCommand(),
    initCommand(),
    importCommand(),
    reportCommand(),
    historyCommand(),
    listCommand(),
    demoCommand(ended),
    doctorCommand(),
  ];
  for (const command of commands) whole.addCommand(silent(command));
  return silent(whole);
}
