import { join } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { BLOCKS_MIN } from '../experiments/contrast.ts';
import { gate } from '../experiments/gate.ts';
import { type MetricName, metricNames } from '../experiments/metric.ts';
import { blockOrders } from '../experiments/planned.ts';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { RunRecord } from '../model/record.ts';
import { nearest } from '../model/registry.ts';
import type { Target } from '../model/target.ts';
import { RECORD_FILE } from '../session/store.ts';
import type { Ended } from './ended.ts';
import { type SideOptions, type Sides, sidesOf } from './gate-sides.ts';
import { interruptible } from './interrupt.ts';
import { onLivePage } from './live-page.ts';
import { readLoad, readSettings } from './load-options.ts';
import { exitNameOf, measure, newDirFor, present, readOutput, type Watch } from './measure.ts';
import { oneTargetCommand, wholeOption } from './measuring-command.ts';
import { shareNumber, wholeNumber } from './number-option.ts';
import { checkOperations, collectObjectives, readStored } from './objective-options.ts';
import { writePipelineOutputs } from './pipeline-outputs.ts';
import { openProject, type Project } from './project.ts';
import { addShadowRun, falseAlarmText } from './shadow-log.ts';
import { readTls } from './tls-options.ts';

/** Enough blocks to tell 20 % of a figure whose ratio scatters by 8 %. */
const REPETITIONS = 8;
/** Where a gate ends that goes on because more blocks promise to tell. */
const GOES_ON_TO = 18;
/** Where --until ends. */
const BLOCKS_MAX = 20;

const help = `
Judges objectives of the head, and the head beside the base: both are measured in the same job,
block by block, so that a slow machine is slow for both. A metric passes when its whole interval
says "worse by less than the margin", fails when all of it says "worse by more", and cannot be told
in between. Without --metric these are what scatters little: response p50 and the highest percentile
that there are requests for, at the given rate, and CPU per request.

Without --repetitions it measures ${REPETITIONS} blocks, and up to ${GOES_ON_TO}
where that promises to tell. A block that has lost a trial that was not valid is measured once more.

Ends with 0, it may go on; 99, it may not; 111, it cannot be told; 112, nothing valid was measured.

Examples:
  steelyard gate ./new.mjs --base ./old.mjs --rate 500
  steelyard gate 'http://127.0.0.1:{port}/' --start 'node server.js' --base-rev main --rate 200
  steelyard gate 'http://127.0.0.1:{port}/' --start 'node dist/server.js' --rate 200 \\
    --base-rev origin/main --build 'npm ci && npm run build' --format html,junit --comment gate.md
  steelyard gate fastify --rate 1000 --objective 'p99<20ms' --baseline before/record.json
  steelyard gate api                                   an experiment of the configuration`;

function metrics(text: string): readonly MetricName[] {
  return text.split(',').map((part) => {
    const found = metricNames.find((name) => name === part.trim());
    if (found !== undefined) return found;
    const guess = nearest(part.trim(), metricNames);
    throw new HarnessError(
      'usage',
      `There is no metric "${part.trim()}".`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${metricNames.join(', ')}.`,
    );
  });
}

const comparing = () =>
  oneTargetCommand('gate', REPETITIONS)
    .description('say whether a change may go on: objectives, and no metric worse than before')
    .addOption(wholeOption('--servers <n>', 'servers to start of each', { min: 1, usual: 1 }))
    .optionsGroup('What must hold:')
    .option('--objective <expr>', "such as 'p99<50ms'; repeat for several", collectObjectives)
    .optionsGroup('What it must not be worse than:')
    .addOption(
      new Option('--base <target>', 'another target').conflicts(['baseRev', 'headRev', 'baseline']),
    )
    .addOption(
      new Option('--base-rev <revision>', 'the same target at a git revision').conflicts([
        'baseline',
      ]),
    )
    .option('--head-rev <revision>', 'with --base-rev (default: the working directory as it is)')
    .option('--build <cmd>', 'builds each checkout before it is started')
    .option('--baseline <record>', 'what an earlier run measured on the same machine')
    .addOption(
      new Option('--margin <share>', 'how much worse is tolerated')
        .argParser((text: string) => shareNumber(text, '--margin'))
        .default(0.05, '5%'),
    );

const gateOptions = () =>
  comparing()
    .addOption(
      new Option('--metric <list>', `of ${metricNames.join(', ')} (default: see below)`).argParser(
        metrics,
      ),
    )
    .addOption(
      new Option('--order <name>', 'of a block: every other one in reverse, or shuffled')
        .choices(blockOrders)
        .default('abba' as const),
    )
    .addOption(
      new Option('--until <when>', 'stop as soon as every metric can be told')
        .choices(['decided'] as const)
        .conflicts('repetitions'),
    )
    .addOption(
      new Option(
        '--blocks-max <n>',
        `with --until: stop after so many whole ones (default: ${BLOCKS_MAX})`,
      ).argParser((text: string) => wholeNumber(text, '--blocks-max', BLOCKS_MIN)),
    )
    .optionsGroup('In a pipeline:')
    .addOption(
      new Option('--inconclusive <as>', 'end as if it had passed or failed').choices([
        'pass',
        'fail',
      ] as const),
    )
    .option('--comment <file>', 'write a comment for the pull request')
    .option('--shadow', 'report, but never fail')
    .option('--shadow-log <file>', 'with --shadow: keep account of false alarms')
    .addHelpText('after', help);

type Options = ReturnType<ReturnType<typeof gateOptions>['opts']>;

/** Throws a usage error for an option that would change nothing. */
function checkGiven(options: Options): void {
  const idle: readonly [boolean, string, string][] = [
    [options.headRev !== undefined && options.baseRev === undefined, '--head-rev', '--base-rev'],
    [options.build !== undefined && options.baseRev === undefined, '--build', '--base-rev'],
    [options.blocksMax !== undefined && options.until === undefined, '--blocks-max', '--until'],
    [options.shadowLog !== undefined && options.shadow === undefined, '--shadow-log', '--shadow'],
  ];
  const [, option, missing] = idle.find(([is]) => is) ?? [];
  if (option === undefined) return;
  const message = `${option} changes nothing without ${missing}.`;
  throw new HarnessError('usage', message, `Add ${missing}, or leave ${option} out.`);
}

function exitOf(record: RunRecord, { inconclusive, shadow }: Options): ExitName {
  if (shadow) return 'pass';
  const exit = exitNameOf([record]);
  if (exit !== 'inconclusive' || inconclusive === undefined) return exit;
  return inconclusive === 'pass' ? 'pass' : 'failed';
}

/** How the sides are made, as far as the options say. */
async function waysOf(project: Project, options: Options): Promise<SideOptions> {
  const { base, baseRev, headRev, build } = options;
  if (baseRev !== undefined) return { baseRev, headRev, build };
  return base === undefined ? {} : { base: await project.base(base) };
}

/** Everything that decides what is measured, but for the sides. */
function termsOf(options: Options, goesOn: boolean) {
  const { objective: objectives = [], servers, repetitions, seed, margin, order } = options;
  const { metric, until, blocksMax = BLOCKS_MAX } = options;
  return {
    ...{ servers, load: readLoad(options), settings: readSettings(options), repetitions, seed },
    ...{ margin, order, objectives },
    // A configuration may name a single one.
    ...(metric === undefined ? {} : { metrics: [metric].flat() }),
    ...(until === undefined ? {} : { blocksMax }),
    ...(goesOn ? { blocksFrom: repetitions, blocksMax: GOES_ON_TO } : {}),
  };
}

/** Measures the sides, which are there. */
async function measured(
  project: Project,
  options: Options,
  given: Watch & {
    readonly outDir: string;
    readonly sides: Sides;
    readonly target: Target;
    /** Nobody said how many blocks there should be. */
    readonly isUsual: boolean;
  },
): Promise<RunRecord> {
  const { sides, target, outDir, isUsual, ...watch } = given;
  const { head, base, commits } = sides;
  const targets = base === undefined ? [head] : [base, head];
  const scenario = await project.scenario(options.scenario, targets);
  const terms = termsOf(options, isUsual && base !== undefined);
  checkOperations(terms.objectives, scenario);
  const names = { head: head.name, ...(base === undefined ? {} : { base: base.name }) };
  const asked = { ...names, ...terms, scenario: scenario.name };
  const { baseline: path } = options;
  const baseline = await readStored(terms.objectives, path, { ...asked, target: target.name });
  const tls = readTls(options);
  const config = {
    ...{ ...asked, ...(path === undefined ? {} : { baseline: path }) },
    ...{ ...project.recorded(targets), commits, scenario, insecure: tls.insecure },
  };
  const experiment = gate.ask({ ...asked, baseline });
  return measure({ experiment, targets, scenario, tls, config }, outDir, watch);
}

export const gateCommand = (ended: Ended) =>
  gateOptions().action(async (text, _, command) => {
    const project = await openProject(command, [text]);
    const options = command.opts();
    checkGiven(options);
    const output = await readOutput(options, newDirFor('gate', new Date()));
    const { outDir, quiet } = output;
    const isUsual =
      options.until === undefined && command.getOptionValueSource('repetitions') === 'default';
    const target = await project.target(options);
    const subject = { command: 'gate', targets: [target], outDir };
    const record = await onLivePage(options.live, subject, async (page) => {
      const found = await interruptible(async (signal) => {
        const sides = await sidesOf(target, await waysOf(project, options), signal);
        try {
          const given = { sides, target, outDir, isUsual, quiet, signal, page };
          return await measured(project, options, given);
        } finally {
          await sides.remove();
        }
      });
      await present([found], [join(outDir, RECORD_FILE)], output);
      return found;
    });
    await writePipelineOutputs(record, options, process.env);
    await keepAccount(record, options);
    ended(exitOf(record, options));
  });

async function keepAccount(record: RunRecord, { shadowLog }: Options): Promise<void> {
  if (shadowLog === undefined) return;
  const { base = null, head = null } = record.config['commits'] as {
    readonly base?: string;
    readonly head?: string;
  };
  const run = { at: record.startedAt, base, head, verdict: record.verdict };
  process.stderr.write(`${falseAlarmText(await addShadowRun(shadowLog, run))}\n`);
}
