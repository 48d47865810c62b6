import { Option } from '@commander-js/extra-typings';
import { compare } from '../experiments/compare.ts';
import { BLOCKS_MIN } from '../experiments/contrast.ts';
import { metricNames } from '../experiments/metric.ts';
import { blockOrders } from '../experiments/planned.ts';
import { HarnessError } from '../model/harness-error.ts';
import { answerByRecords, recordPaths } from './compare-records.ts';
import type { Ended } from './ended.ts';
import { readLoad, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { measuringCommand } from './measuring-command.ts';
import { shareNumber, wholeNumber, wholeNumbers } from './number-option.ts';
import { openProject } from './project.ts';
import { readTls } from './tls-options.ts';

/** Enough blocks to see differences of about twice the scatter between them. */
const REPETITIONS = 5;
/** Where --until ends. */
const BLOCKS_MAX = 20;

const examples = `
A repetition is a block: each target once, with fresh servers and the same arrivals. Every other
block runs in reverse order, so that a machine that drifts favours none. Targets are compared block
by block; what is said of the metric that decides is wrong with a chance of 5 % at most. A verdict
takes ${BLOCKS_MIN} blocks at least; --until decided measures as many as it takes.

Examples:
  steelyard compare node-http fastify express --scenario json --rate 1000
  steelyard compare fastify ./my-server.mjs --connections 64 --until decided
  steelyard compare pooled:slots=4 pooled:slots=8 --servers 1,2 --rate 500
  steelyard compare http://127.0.0.1:3000/ http://127.0.0.1:4000/ --rate 200 --margin 2%
  steelyard compare before/record.json after/record.json`;

function comparingCommand() {
  return measuringCommand('compare', REPETITIONS)
    .description('measure several targets under the same load, interleaved, and rank them')
    .argument('<targets...>', 'two or more: names, URLs or module files; or records')
    .option(
      '--servers <list>',
      'numbers of servers to compare on, such as 1,2',
      (text: string) => wholeNumbers(text, '--servers'),
      [1] as readonly number[],
    )
    .optionsGroup('How it is compared:')
    .addOption(
      new Option('--margin <share>', 'a smaller difference either way does not matter')
        .argParser((text: string) => shareNumber(text, '--margin'))
        .default(0.05, '5%'),
    )
    .addOption(
      new Option(
        '--metric <name>',
        'what decides (default: tail for an open load, or throughput)',
      ).choices(metricNames),
    )
    .addOption(
      new Option('--order <name>', 'of a block: every other one in reverse, or shuffled')
        .choices(blockOrders)
        .default('abba' as const),
    )
    .option('--noise-floor', 'measure the first target twice in each block')
    .addOption(
      new Option('--until <when>', 'stop as soon as no two targets are undecided')
        .choices(['decided'] as const)
        .conflicts('repetitions'),
    )
    .addOption(
      new Option(
        '--blocks-max <n>',
        `with --until: stop in any case (default: ${BLOCKS_MAX})`,
      ).argParser((text: string) => wholeNumber(text, '--blocks-max', BLOCKS_MIN)),
    )
    .option('--force', 'compare records of different machines all the same')
    .addHelpText('after', examples);
}

/** Everything else says how to measure. */
const forRecords = (flag: string): boolean =>
  ['--margin', '--metric', '--force', '--out', '--format', '--json', '--quiet'].includes(flag);

/** Throws a usage error for an option that would change nothing. */
function checkGiven(
  given: readonly string[],
  matters: (flag: string) => boolean,
  because: string,
): void {
  const idle = given.find((flag) => !matters(flag));
  if (idle === undefined) return;
  throw new HarnessError('usage', `${because}: ${idle} changes nothing.`, `Leave ${idle} out.`);
}

export const compareCommand = (ended: Ended) =>
  comparingCommand().action(async (texts, _, command) => {
    const paths = recordPaths(texts);
    const given = command.options
      .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
      .map(({ long }) => long ?? '');
    if (paths !== undefined) {
      checkGiven(given, forRecords, 'Records were measured before');
      ended(await answerByRecords(paths, command.opts()));
      return;
    }
    checkGiven(given, (flag) => flag !== '--force', 'Targets are measured on one machine');
    const project = await openProject(command, texts);
    const options = command.opts();
    if (options.blocksMax !== undefined && options.until === undefined) {
      const message = `--blocks-max ${options.blocksMax} ends nothing without --until decided.`;
      throw new HarnessError('usage', message, 'Add --until decided, or use --repetitions.');
    }
    const targets = await project.targets();
    const scenario = await project.scenario(options.scenario, targets);
    const { servers, repetitions, seed, margin, order, metric, until } = options;
    const asked = {
      ...{ targets: targets.map(({ name }) => name), servers, scenario: scenario.name },
      ...{ load: readLoad(options), settings: readSettings(options), repetitions, seed },
      ...{ margin, order, noiseFloor: options.noiseFloor === true },
      ...(metric === undefined ? {} : { metric }),
      ...(until === undefined ? {} : { blocksMax: options.blocksMax ?? BLOCKS_MAX }),
    };
    const tls = readTls(options);
    const recorded = project.recorded(targets);
    const config = { ...asked, ...recorded, scenario, insecure: tls.insecure };
    const experiment = compare.ask(asked);
    ended(await answer({ experiment, targets, scenario, tls, config }, options));
  });
