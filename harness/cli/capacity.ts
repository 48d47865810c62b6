import { Option } from '@commander-js/extra-typings';
import { capacity } from '../experiments/capacity.ts';
import { HarnessError } from '../model/harness-error.ts';
import { parseDurationNs, parseRate } from '../model/units.ts';
import type { Ended } from './ended.ts';
import { readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { searchingCommand, timeOption, wholeOption } from './measuring-command.ts';
import { positiveNumber, shareNumber, wholeNumbers } from './number-option.ts';
import { checkOperations, collectObjectives } from './objective-options.ts';
import { openProject } from './project.ts';
import { readTls } from './tls-options.ts';

const help = `
Looks for the highest rate of an open load at which all objectives hold: first how much clients
that wait get done, then a search in which most trials at a rate decide, then long trials on both
sides of what it found, decided by intervals. It takes about 20 trials and two or three long ones
for each number of servers; a longer --duration, or --confirmation, gives a narrower answer.

Examples:
  steelyard capacity pooled --objective 'p99<20ms'
  steelyard capacity fastify --objective 'p99<5ms' --objective 'errors<0.1%' --trials 11 --width 1%
  steelyard capacity http://127.0.0.1:3000/ --objective 'p99<50ms' --duration 30s --confirmation 10m
  steelyard capacity pooled --servers 1,2,4 --objective 'p99<20ms' --for 2000
  steelyard capacity http://127.0.0.1:3000/ --objective 'p95<100ms' --max-rate 800`;

const rate = (option: string) => (text: string) =>
  /\/\s*s\s*$/.test(text) ? parseRate(text, `value of ${option}`) : positiveNumber(text, option);

export const capacityCommand = (ended: Ended) =>
  searchingCommand('capacity')
    .description('find the highest rate at which the objectives hold')
    .optionsGroup('What must hold, and the search:')
    .option('--objective <expr>', "such as 'p99<50ms'; repeat for several", collectObjectives)
    .addOption(
      new Option('--servers <list>', 'numbers of servers, such as 1,2,4')
        .argParser((text: string) => wholeNumbers(text, '--servers'))
        .default([1], '1'),
    )
    .option('--for <rate>', 'plan the servers for this load', rate('--for'))
    .option(
      '--width <share>',
      'how near the bounds of the search get (default: 2%)',
      (text: string) => shareNumber(text, '--width'),
    )
    .addOption(wholeOption('--trials <n>', 'at one rate, at most', { min: 1, usual: 5 }))
    .option(
      '--confirmation <time>',
      'length of a long trial (default: ten times --duration, and 20s)',
      (text: string) => parseDurationNs(text, 'value of --confirmation'),
    )
    .option('--min-rate <n>', 'of one server: search from here', rate('--min-rate'))
    .option('--max-rate <n>', 'of one server: search up to here', rate('--max-rate'))
    .addOption(
      timeOption('--cool-down <time>', 'between trials of a server that runs already', '1s'),
    )
    .addHelpText('after', help)
    .action(async (text, _, command) => {
      const project = await openProject(command, [text]);
      const options = command.opts();
      const target = await project.target(options);
      const scenario = await project.scenario(options.scenario, [target]);
      const { servers, seed, minRate, maxRate, confirmation } = options;
      const { objective: objectives, for: load } = options;
      if (objectives === undefined) {
        const message = 'There is no objective, so every rate would hold it.';
        throw new HarnessError('usage', message, "Add one, such as --objective 'p99<50ms'.");
      }
      checkOperations(objectives, scenario);
      const asked = {
        ...{ target: target.name, servers, scenario: scenario.name, objectives },
        ...{ arrivals: options.arrivals, trialNs: options.duration, trialsPerLoad: options.trials },
        width: options.width ?? 0.02,
        coolDownNs: target.kind === 'url' ? options.coolDown : 0,
        ...(confirmation === undefined ? {} : { confirmationNs: confirmation }),
        ...(minRate === undefined ? {} : { minPerSecond: minRate }),
        ...(maxRate === undefined ? {} : { maxPerSecond: maxRate }),
        ...(load === undefined ? {} : { forPerSecond: load }),
        ...{ settings: readSettings(options), seed },
      };
      const tls = readTls(options);
      const recorded = project.recorded([target]);
      const config = { ...asked, ...recorded, scenario, insecure: tls.insecure };
      const experiment = capacity.ask(asked);
      ended(await answer({ experiment, targets: [target], scenario, tls, config }, options));
    });
