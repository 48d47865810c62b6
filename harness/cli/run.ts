import { run } from '../experiments/run.ts';
import type { Ended } from './ended.ts';
import { readLoad, readSettings } from './load-options.ts';
import { answer } from './measure.ts';
import { oneTargetCommand, wholeOption } from './measuring-command.ts';
import { checkOperations, collectObjectives, readBaseline } from './objective-options.ts';
import { openProject } from './project.ts';
import { readTls } from './tls-options.ts';

const examples = `
An objective is a figure, a comparison and a limit. Percentiles are of the response times:
  'p99<50ms'   'p99.9(checkout)<200ms'   'service p99<20ms'   'errors<0.1%'   'throughput>5000/s'
  'cpu/request<80us'   'memory<300MB'   'p99 < baseline + 5%'   'p95<30ms each 10s'
It holds, is broken, or cannot be told yet; the run then ends with 0, 99 or 111.

Examples:
  steelyard run fastify --rate 2000                    2,000 requests a second, answered or not
  steelyard run fastify --connections 64               64 clients that wait for each answer
  steelyard run 'http://127.0.0.1:3000/items?page=1'   a server that runs already
  steelyard run 'http://127.0.0.1:{port}/' --start 'python3 -m http.server {port}' --rate 50
  steelyard run pooled:slots=8,serviceMs=2 --phase ramp:100..900:30s --phase poisson:900:10s
  steelyard run node-http --scenario ./shop.mjs --rate 500 --repetitions 3 --out results
  steelyard run fastify --rate 2000 --objective 'p99<20ms' --objective 'errors<0.1%'`;

export const runCommand = (ended: Ended) =>
  oneTargetCommand('run', 1)
    .description('measure one target under one load')
    .addOption(wholeOption('--servers <n>', 'servers to start', { min: 1, usual: 1 }))
    .optionsGroup('What must hold:')
    .option('--objective <expr>', "such as 'p99<50ms'; repeat for several", collectObjectives)
    .option('--baseline <record>', 'of an earlier run, for limits such as baseline + 5%')
    .addHelpText('after', examples)
    .action(async (text, _, command) => {
      const project = await openProject(command, [text]);
      const options = command.opts();
      const target = await project.target(options);
      const scenario = await project.scenario(options.scenario, [target]);
      const { servers, repetitions, seed, objective: objectives = [] } = options;
      checkOperations(objectives, scenario);
      const asked = {
        ...{ target: target.name, servers, scenario: scenario.name },
        ...{ load: readLoad(options), settings: readSettings(options), repetitions, seed },
        objectives,
      };
      const baseline = await readBaseline(objectives, options.baseline, asked);
      const tls = readTls(options);
      const given = options.baseline === undefined ? {} : { baseline: options.baseline };
      const config = {
        ...asked,
        ...given,
        ...project.recorded([target]),
        scenario,
        insecure: tls.insecure,
      };
      const experiment = run.ask({ ...asked, baseline });
      ended(await answer({ experiment, targets: [target], scenario, tls, config }, options));
    });
