import { Command } from 'commander';
import { compare } from '../experiments/compare.ts';
import { addLoadOptions, type LoadOptions, readLoad, readSettings } from './load-options.ts';
import { wholeNumbers } from './number-option.ts';
import {
  addOutputOptions,
  addTlsOptions,
  type OutputOptions,
  readTls,
  type TlsOptions,
} from './output-options.ts';
import { type Answered, answer } from './question.ts';
import { readScenario } from './scenario-text.ts';
import { readTarget } from './target-text.ts';

interface CompareCommandOptions extends LoadOptions, OutputOptions, TlsOptions {
  readonly servers: readonly number[];
  readonly scenario?: string;
}

export function compareCommand(answered: Answered): Command {
  const command = new Command('compare')
    .description('measure several targets under the same load, interleaved, and rank them')
    .argument('<target...>', 'two or more targets, as for run')
    .option('--scenario <name|file>', 'what the clients do')
    .option('--servers <list>', 'numbers of servers to compare at', (text) =>
      wholeNumbers(text, 'servers'),
    );
  addLoadOptions(command);
  addTlsOptions(command);
  addOutputOptions(command);
  return command.action(async (texts: readonly string[], options: CompareCommandOptions) => {
    const targets = await Promise.all(texts.map((text) => readTarget(text)));
    const scenario = await readScenario(options.scenario, targets);
    const { servers = [1], repetitions, seed } = options;
    const load = readLoad(options);
    const settings = readSettings(options);
    const names = targets.map((target) => target.name);
    const asked = { targets: names, servers, scenario: scenario.name, load, settings };
    await answer(answered, options, {
      command: 'compare',
      experiment: compare.ask({ ...asked, repetitions, seed }),
      targets,
      scenario,
      tls: readTls(options),
      config: { ...asked, repetitions, seed, targets },
    });
  });
}
