import { run } from '../experiments/run.ts';
import type { Ended } from './ended.ts';
import { readLoad, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { oneTargetCommand, wholeOption } from './measuring-command.ts';
import { readScenario } from './scenario-text.ts';
import { readTarget } from './target-text.ts';
import { readTls } from './tls-options.ts';

const examples = `
Examples:
  steelyard run fastify --rate 2000                    2,000 requests a second, answered or not
  steelyard run fastify --connections 64               64 clients that wait for each answer
  steelyard run 'http://127.0.0.1:3000/items?page=1'   a server that runs already
  steelyard run 'http://127.0.0.1:{port}/' --start 'python3 -m http.server {port}' --rate 50
  steelyard run pooled:slots=8,serviceMs=2 --phase ramp:100..900:30s --phase poisson:900:10s
  steelyard run node-http --scenario ./shop.mjs --rate 500 --repetitions 3 --out results`;

export const runCommand = (ended: Ended) =>
  oneTargetCommand('run', 1)
    .description('measure one target under one load')
    .addOption(wholeOption('--servers <n>', 'servers to start', { min: 1, usual: 1 }))
    .addHelpText('after', examples)
    .action(async (text, options) => {
      const target = await readTarget(text, options);
      const scenario = await readScenario(options.scenario, [target]);
      const { servers, repetitions, seed } = options;
      const asked = {
        ...{ target: target.name, servers, scenario: scenario.name },
        ...{ load: readLoad(options), settings: readSettings(options), repetitions, seed },
      };
      const tls = readTls(options);
      const config = { ...asked, targets: [target], scenario, insecure: tls.insecure };
      const experiment = run.ask(asked);
      ended(await answer({ experiment, targets: [target], scenario, tls, config }, options));
    });
