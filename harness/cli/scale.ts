import { scale } from '../experiments/scale.ts';
import { fingerprint } from '../host/machine.ts';
import { HarnessError } from '../model/harness-error.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Ended } from './ended.ts';
import { readPhases, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { oneTargetCommand } from './measuring-command.ts';
import { wholeNumbers } from './number-option.ts';
import { openProject } from './project.ts';
import { readTls } from './tls-options.ts';

/** The fewest that show what a ratio is worth. */
const REPETITIONS = 3;

const examples = `
--rate, --phase and --connections are those of one server; so many servers get so many times as
much. With a rate both loads are measured: do latencies stay while servers and load grow together,
and how much gets done at most? Three numbers of servers or more show by what law it grows, and what
the next server would add; four or more show where it peaks.

Examples:
  steelyard scale pooled --servers 1,2,4                        the peak
  steelyard scale pooled --servers 1,2,4 --rate 400             latency at 400/s each, and the peak
  steelyard scale pooled --servers 1,2,4 --rate 400 --no-peak   latency alone
  steelyard scale 'http://127.0.0.1:{port}/' --start './serve --port {port}' --servers 1,2`;

export const scaleCommand = (ended: Ended) =>
  oneTargetCommand('scale', REPETITIONS)
    .description('measure one target on several numbers of servers')
    .option('--servers <list>', 'numbers of servers, such as 1,2,4', (text: string) =>
      wholeNumbers(text, '--servers'),
    )
    .option('--no-peak', 'leave out the clients that find the peak')
    .addHelpText('after', examples)
    .action(async (text, _, command) => {
      const project = await openProject(command, [text]);
      const options = command.opts();
      const target = await project.target(options);
      const scenario = await project.scenario(options.scenario, [target]);
      const { servers, repetitions, seed } = options;
      if (servers === undefined) {
        const message = 'There are no numbers of servers to scale over.';
        throw new HarnessError('usage', message, 'Add them, such as --servers 1,2,4.');
      }
      const phases = readPhases(options);
      const durationNs = phases ? loadDurationNs({ model: 'open', phases }) : options.duration;
      const asked = {
        ...{ target: target.name, servers, scenario: scenario.name },
        ...(phases ? { open: { phases } } : {}),
        ...(options.peak ? { closed: { thinkNs: options.think, durationNs } } : {}),
        ...{ settings: readSettings(options), repetitions, seed },
        cores: fingerprint().cores,
      };
      const tls = readTls(options);
      const recorded = project.recorded([target]);
      const config = { ...asked, ...recorded, scenario, insecure: tls.insecure };
      const experiment = scale.ask(asked);
      ended(await answer({ experiment, targets: [target], scenario, tls, config }, options));
    });
