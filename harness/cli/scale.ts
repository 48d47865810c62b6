import { scale } from '../experiments/scale.ts';
import { loadDurationNs } from '../model/load.ts';
import type { Ended } from './ended.ts';
import { readPhases, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { oneTargetCommand } from './measuring-command.ts';
import { wholeNumbers } from './number-option.ts';
import { readScenario } from './scenario-text.ts';
import { readTarget } from './target-text.ts';
import { readTls } from './tls-options.ts';

const examples = `
--rate, --phase and --connections are those of one server; so many servers get so many times as
much. With a rate both loads are measured: do latencies stay while servers and load grow together,
and how much gets done at most?

Examples:
  steelyard scale pooled --servers 1,2,4                        the peak
  steelyard scale pooled --servers 1,2,4 --rate 400             latency at 400/s each, and the peak
  steelyard scale pooled --servers 1,2,4 --rate 400 --no-peak   latency alone
  steelyard scale 'http://127.0.0.1:{port}/' --start './serve --port {port}' --servers 1,2`;

export const scaleCommand = (ended: Ended) =>
  oneTargetCommand('scale', 1)
    .description('measure one target on several numbers of servers')
    .requiredOption('--servers <list>', 'numbers of servers, such as 1,2,4', (text: string) =>
      wholeNumbers(text, '--servers'),
    )
    .option('--no-peak', 'leave out the clients that find the peak')
    .addHelpText('after', examples)
    .action(async (text, options) => {
      const target = await readTarget(text, options);
      const scenario = await readScenario(options.scenario, [target]);
      const { servers, repetitions, seed } = options;
      const phases = readPhases(options);
      const durationNs = phases ? loadDurationNs({ model: 'open', phases }) : options.duration;
      const asked = {
        ...{ target: target.name, servers, scenario: scenario.name },
        ...(phases ? { open: { phases } } : {}),
        ...(options.peak ? { closed: { thinkNs: options.think, durationNs } } : {}),
        ...{ settings: readSettings(options), repetitions, seed },
      };
      const tls = readTls(options);
      const config = { ...asked, targets: [target], scenario, insecure: tls.insecure };
      const experiment = scale.ask(asked);
      ended(await answer({ experiment, targets: [target], scenario, tls, config }, options));
    });
