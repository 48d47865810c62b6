import { compare } from '../experiments/compare.ts';
import type { Ended } from './ended.ts';
import { readLoad, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { measuringCommand } from './measuring-command.ts';
import { wholeNumbers } from './number-option.ts';
import { readScenario } from './scenario-text.ts';
import { readTarget } from './target-text.ts';
import { readTls } from './tls-options.ts';

/** Every other round runs in reverse order, so that with two of them a steady drift cancels. */
const REPETITIONS = 2;

const examples = `
All targets meet the same load with the same arrivals. Every other repetition runs in reverse order,
so that a machine that drifts favours none.

Examples:
  steelyard compare node-http fastify express --scenario json --rate 1000
  steelyard compare fastify ./my-server.mjs --connections 64 --repetitions 4
  steelyard compare pooled:slots=4 pooled:slots=8 --servers 1,2 --rate 500
  steelyard compare http://127.0.0.1:3000/ http://127.0.0.1:4000/ --rate 200`;

export const compareCommand = (ended: Ended) =>
  measuringCommand('compare', REPETITIONS)
    .description('measure several targets under the same load, interleaved, and rank them')
    .argument('<targets...>', 'two or more: names, URLs or module files')
    .option(
      '--servers <list>',
      'numbers of servers to compare on, such as 1,2',
      (text: string) => wholeNumbers(text, '--servers'),
      [1] as readonly number[],
    )
    .addHelpText('after', examples)
    .action(async (texts, options) => {
      const targets = await Promise.all(texts.map((text) => readTarget(text)));
      const scenario = await readScenario(options.scenario, targets);
      const { servers, repetitions, seed } = options;
      const asked = {
        ...{ targets: targets.map(({ name }) => name), servers, scenario: scenario.name },
        ...{ load: readLoad(options), settings: readSettings(options), repetitions, seed },
      };
      const tls = readTls(options);
      const config = { ...asked, targets, scenario, insecure: tls.insecure };
      const experiment = compare.ask(asked);
      ended(await answer({ experiment, targets, scenario, tls, config }, options));
    });
