import { Command } from 'commander';
import { exitCodes } from '../model/exit-code.ts';
import { toolVersion } from '../session/tool-version.ts';
import { compareCommand } from './compare.ts';
import { demoCommand } from './demo.ts';
import { listCommand } from './list.ts';
import type { Answered } from './question.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { scaleCommand } from './scale.ts';

const examples = `
Examples:
  steelyard demo                                        a first look, about a minute
  steelyard run http://127.0.0.1:3000/ --rate 500       an open load on a server that runs
  steelyard run fastify --scenario json --rate 2000     on a server we start
  steelyard run 'http://127.0.0.1:{port}/' --start 'python3 -m http.server {port}' --rate 50
  steelyard compare node-http fastify express --rate 1000 --repetitions 3
  steelyard scale pooled --servers 1,2,4 --rate 400

Durations have a unit (10s, 500ms, 2m); rates are requests per second.`;

const exits = (): string =>
  Object.values(exitCodes)
    .map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`)
    .join('\n');

/** The command line as a whole; `answered` is told how the program is to end. */
export function steelyard(answered: Answered): Command {
  const program = new Command('steelyard')
    .description(
      'Load tests and benchmarks: a number you can trust, or a plain statement that you cannot.',
    )
    .version(toolVersion())
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `${examples}\n\nExit codes:\n${exits()}`)
    .showHelpAfterError('Run with --help to see what there is.');
  const commands = [
    runCommand(answered),
    compareCommand(answered),
    scaleCommand(answered),
    reportCommand(),
    listCommand(),
    demoCommand(answered),
  ];
  for (const command of commands) {
    command.copyInheritedSettings(program).exitOverride();
    program.addCommand(command);
  }
  return program.exitOverride();
}
