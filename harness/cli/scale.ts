import { Command } from 'commander';
import type { ArrivalPhase } from '../arrivals/index.ts';
import { scale } from '../experiments/scale.ts';
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
import { addStartOptions, readTarget, type StartOptions } from './target-text.ts';

interface ScaleCommandOptions extends LoadOptions, OutputOptions, TlsOptions, StartOptions {
  readonly servers: readonly number[];
  readonly scenario?: string;
  readonly peak: boolean;
}

export function scaleCommand(answered: Answered): Command {
  const command = new Command('scale')
    .description('measure one target on several numbers of servers')
    .argument('<target>', 'as for run; a URL needs --start with {port} in both')
    .requiredOption('--servers <list>', 'numbers of servers, such as 1,2,4', (text) =>
      wholeNumbers(text, 'servers'),
    )
    .option('--scenario <name|file>', 'what the clients do')
    .option('--no-peak', 'with --rate: leave out the closed load that finds the peak')
    .addHelpText(
      'after',
      '\n--rate, --phase and --connections are for each server: so many servers get so many times as much.',
    );
  addStartOptions(command);
  addLoadOptions(command);
  addTlsOptions(command);
  addOutputOptions(command);
  return command.action(async (text: string, options: ScaleCommandOptions) => {
    const target = await readTarget(text, options);
    const scenario = await readScenario(options.scenario, [target]);
    const { servers, repetitions, seed, think, duration } = options;
    const load = readLoad(options);
    const settings = readSettings(options);
    const open =
      load.model === 'open' ? { open: { phases: load.phases as readonly ArrivalPhase[] } } : {};
    const peak = options.peak || load.model === 'closed';
    const closed = peak ? { closed: { thinkNs: think, durationNs: duration } } : {};
    const asked = { target: target.name, servers, scenario: scenario.name, settings };
    const question = { ...asked, ...open, ...closed, repetitions, seed };
    await answer(answered, options, {
      command: 'scale',
      experiment: scale.ask(question),
      targets: [target],
      scenario,
      tls: readTls(options),
      config: { ...question, targets: [target] },
    });
  });
}
