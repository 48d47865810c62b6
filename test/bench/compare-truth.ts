/**
 * Comparisons whose answer is known: a server beside itself, beside one that takes 10 % longer for
 * each request, and beside one that takes 1 % longer, which is within the margin of 5 %. How often
 * `compare` says what, and how often it should by the scatter of its own blocks: what the same rule
 * says of 20,000 made-up comparisons with normal blocks of that mean and scatter.
 *
 *     npm run bench:compare -- [--pairs 20] [--blocks 5] [--seconds 2] [--service 2]
 *       [--metric median] [--pacing precise] [--kinds 1,2,3]
 *
 * The service time in milliseconds; which of the three kinds. A pair takes about 40 s as
 * it is, and there are three kinds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from '../../harness/experiments/compare.ts';
import { type ContrastState, contrast } from '../../harness/experiments/contrast.ts';
import { type MetricName, metricNamed } from '../../harness/experiments/metric.ts';
import { validTrials } from '../../harness/experiments/trust.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { measure } from '../../harness/library/measure.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Target } from '../../harness/model/target.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { shareInterval } from '../../harness/stats/share-interval.ts';
import { studentQuantile } from '../../harness/stats/student-t.ts';
import { scenarios } from '../../scenarios/index.ts';
import { targets as servers } from '../../targets/index.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20' },
    blocks: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    service: { type: 'string', default: '2' },
    metric: { type: 'string', default: 'median' },
    pacing: { type: 'string', default: 'precise' },
    kinds: { type: 'string', default: '1,2,3' },
  },
});
const [pairs, blocks] = [Number(values.pairs), Number(values.blocks)];
const serviceUs = 1000 * Number(values.service);
/** A fifth of what the server can serve: its queue adds little to a difference. */
const ratePerSecond = 0.2 * (1e6 / serviceUs);
const [MARGIN, ERROR] = [0.05, 0.05];
const SIMULATED = 20_000;

const names = ['one', 'other'] as const;
const kinds = [
  { about: 'the same server twice', longer: 1, right: ['alike', 'undecided'] },
  { about: '10 % longer', longer: 1.1, right: ['worse'] },
  { about: '1 % longer', longer: 1.01, right: ['alike'] },
] as const;

const chosen = kinds.filter((_, at) => values.kinds.split(',').includes(`${at + 1}`));

const outDir = mkdtempSync(join(tmpdir(), 'steelyard-compare-'));

const server = (name: string, us: number): Target => ({
  ...parseModuleTarget(`queue-fixed:serviceUs=${Math.round(us)}`, servers),
  name,
});

async function compared(longer: number, seed: number): Promise<RunRecord> {
  const durationNs = Number(values.seconds) * NS_PER_S;
  const settings = { engine: 'native', workers: 1, connections: 16, pipelining: 1 } as const;
  const pacing = values.pacing === 'economical' ? 'economical' : 'precise';
  const phase = { kind: 'poisson', ratePerSecond, durationNs };
  const times = { warmupNs: NS_PER_S, timeoutNs: 10 * NS_PER_S, drainNs: 5 * NS_PER_S };
  return measure({
    experiment: compare.ask({
      targets: names,
      servers: [1],
      scenario: 'text',
      load: { model: 'open', phases: [phase] },
      settings: { ...settings, ...times, pacing },
      repetitions: blocks,
      seed,
    }),
    targets: [server('one', serviceUs), server('other', serviceUs * longer)],
    scenarios,
    outDir,
  });
}

const metric = metricNamed(values.metric as MetricName, 99);
if (!metric) throw new Error(`no metric ${values.metric}`);

interface Answer {
  readonly state: ContrastState;
  /** Logarithms of the blocks' ratios. */
  readonly ratios: readonly number[];
}

function answerOf(record: RunRecord): Answer {
  const trials = validTrials(record.trials);
  const [reference, other] = names.map((name) => ({
    name,
    run: '',
    trials: trials.filter(({ target }) => target === name),
  }));
  if (!metric || !reference || !other) throw new Error('nothing to compare');
  const { state } = contrast({ metric, reference, other, margin: MARGIN, error: ERROR });
  const ratios = reference.trials.flatMap((trial) => {
    const beside = other.trials.find(({ repetition }) => repetition === trial.repetition);
    const [before, after] = [metric.figure(trial), beside && metric.figure(beside)];
    return before && after ? [Math.log(after.value / before.value)] : [];
  });
  return { state, ratios };
}

const meanOf = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length;

function momentsOf(all: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = meanOf(all);
  const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / Math.max(1, all.length - 1)) };
}

/** How often normal blocks of this mean and scatter would be called one of the right things. */
function expectedShare(answers: readonly Answer[], right: readonly string[]): number {
  const all = answers.flatMap(({ ratios }) => ratios);
  const spread = momentsOf(all);
  const rng = seededRng(1);
  const t = studentQuantile({ p: 1 - ERROR / 2, df: blocks - 1 });
  let hits = 0;
  for (let time = 0; time < SIMULATED; time++) {
    const drawn = Array.from(
      { length: blocks },
      () => spread.mean + spread.sd * normalQuantile(rng()),
    );
    const { mean, sd } = momentsOf(drawn);
    const reach = (t * sd) / Math.sqrt(blocks);
    const [low, high] = [mean - reach, mean + reach];
    const within = low > -Math.log1p(MARGIN) && high < Math.log1p(MARGIN);
    const outside = low > 0 ? 'worse' : high < 0 ? 'better' : 'undecided';
    if (right.includes(within ? 'alike' : outside)) hits++;
  }
  return hits / SIMULATED;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

try {
  for (const { about, longer, right } of chosen) {
    const answers: Answer[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      answers.push(answerOf(await compared(longer, 1 + pair * blocks)));
    }
    const told = (['better', 'worse', 'alike', 'undecided'] as const)
      .map((one) => `${one} ${answers.filter(({ state }) => state === one).length}`)
      .join(', ');
    const good = answers.filter(({ state }) => (right as readonly string[]).includes(state)).length;
    const question = { count: good, of: pairs, inflation: 1, degreesOfFreedom: pairs - 1 };
    const { low, high } = shareInterval(question);
    const { mean, sd } = momentsOf(answers.flatMap(({ ratios }) => ratios));
    console.log(`${about}, ${pairs} comparisons of ${blocks} blocks: ${told}`);
    console.log(
      `  right: ${percent(good / pairs)} (${percent(low)} to ${percent(high)}), ` +
        `by its scatter ${percent(expectedShare(answers, right))} were to be expected`,
    );
    console.log(`  ratio of ${metric.id}: ${Math.exp(mean).toFixed(4)}, blocks ± ${percent(sd)}`);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
