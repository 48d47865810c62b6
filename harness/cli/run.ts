import { Command } from 'commander';
import { run } from '../experiments/run.ts';
import { addLoadOptions, type LoadOptions, readLoad, readSettings } from './load-options.ts';
import { wholeNumber } from './number-option.ts';
import {
  addOutputOptions,
  addTlsOptions,
  type OutputOptions,
  readTls,
  type TlsOptions,
} from './output-options.ts';
import { type Answered, answer } from './question.ts';
import { readScenario } from './scenario-text.ts';
import { addStartOptions, readTarget, type StartOptions } from './target-text.ts';

interface RunCommandOptions extends LoadOptions, OutputOptions, TlsOptions, StartOptions {
  readonly servers: number;
  readonly scenario?: string;
}

export function runCommand(answered: Answered): Command {
  const command = new Command('run')
    .description('measure one target under one load')
    .argument('<target>', 'a known target, a URL, or the file of a server module')
    .option('--scenario <name|file>', 'what the clients do')
    .option('--servers <n>', 'servers to start', (text) => wholeNumber(text, 'servers', 1), 1);
  addStartOptions(command);
  addLoadOptions(command);
  addTlsOptions(command);
  addOutputOptions(command);
  return command.action(async (text: string, options: RunCommandOptions) => {
    const target = await readTarget(text, options);
    const scenario = await readScenario(options.scenario, [target]);
    const { servers, repetitions, seed } = options;
    const load = readLoad(options);
    const settings = readSettings(options);
    const asked = { target: target.name, servers, scenario: scenario.name, load, settings };
    await answer(answered, options, {
      command: 'run',
      experiment: run.ask({ ...asked, repetitions, seed }),
      targets: [target],
      scenario,
      tls: readTls(options),
      config: { ...asked, repetitions, seed, targets: [target] },
    });
  });
}
