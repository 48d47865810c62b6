import t from 'tap';
import {
  type Contrast,
  type ContrastState,
  contrast,
  type Subject,
  turned,
} from '../../harness/experiments/contrast.ts';
import { type Metric, metricNamed } from '../../harness/experiments/metric.ts';
import type { Rng } from '../../harness/model/rng.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import { mean, sampleVariance } from '../../harness/stats/moments.ts';
import { normalQuantile, normalTail } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { studentQuantile } from '../../harness/stats/student-t.ts';
import { figuredTrial } from '../support/figured-trial.ts';
import { somePlan } from '../support/some-plan.ts';

const p99 = metricNamed('tail', 99) as Metric;
const MARGIN = 0.05;
const ERROR = 0.05;

const subject = (name: string, timesMs: readonly number[], run = ''): Subject => ({
  name,
  run,
  trials: timesMs.map((timeMs, index) =>
    figuredTrial({ ...somePlan, repetition: index + 1 }, { p99Ns: timeMs * NS_PER_MS }),
  ),
});

const contrasted = (before: Subject, after: Subject): Contrast =>
  contrast({ metric: p99, reference: before, other: after, margin: MARGIN, error: ERROR });

t.test('what a block adds to both of its halves cancels', async (t) => {
  const before = subject('a', [10, 20, 40, 15]);
  const after = subject('b', [11, 22.2, 43.8, 16.5]);
  const inBlocks = contrasted(before, after);
  t.match(inBlocks, { state: 'worse', samples: 4, bound: 'exact', more: null });
  // ln of 1.1, 1.11, 1.095, 1.1: t of three degrees of freedom, and a little for the buckets.
  const logs = [1.1, 1.11, 1.095, 1.1].map(Math.log);
  const error = Math.hypot(Math.sqrt(sampleVariance(logs) / 4), 2 ** -10 / Math.sqrt(6));
  const reach = error * studentQuantile({ p: 0.975, df: 3 });
  const [low, high] = [-reach, reach].map((by) => Math.exp(mean(logs) + by));
  t.ok(Math.abs((inBlocks.low ?? 0) - (low ?? 1)) < 1e-9, `${inBlocks.low} is ${low}`);
  t.ok(Math.abs((inBlocks.high ?? 0) - (high ?? 1)) < 1e-9);
  const apart = contrasted(before, subject('b', [11, 22.2, 43.8, 16.5], 'another run'));
  t.match(apart, { state: 'undecided', samples: 4 }, 'between runs it does not');
  t.ok((apart.low ?? 1) < 0.5 && (apart.high ?? 1) > 2);
});

t.test('figures that agree by luck are known no better than a bucket', async (t) => {
  const same = contrasted(subject('a', [10, 10, 10]), subject('b', [10, 10, 10]));
  t.equal(same.state, 'alike');
  t.ok((same.low ?? 1) < 0.999 && (same.high ?? 1) > 1.001);
});

t.test('turned around it says the same', async (t) => {
  const one = contrasted(subject('a', [10, 20, 40]), subject('b', [11, 22.2, 43.8]));
  const back = contrasted(subject('b', [11, 22.2, 43.8]), subject('a', [10, 20, 40]));
  const inverse = turned(one);
  t.match(inverse, { state: 'better', reference: 'b', other: 'a', bound: 'exact' });
  for (const end of ['ratio', 'low', 'high'] as const) {
    t.ok(Math.abs((inverse[end] ?? 0) - (back[end] ?? 1)) < 1e-9, end);
  }
});

t.test('with nothing measured, or too little, nothing is said', async (t) => {
  t.match(contrasted(subject('a', []), subject('b', [1, 2, 3])), {
    ...{ state: 'undecided', ratio: null, low: null, samples: 0, more: null },
  });
  const two = contrasted(subject('a', [10, 10]), subject('b', [90, 90]));
  t.match(two, { state: 'undecided', low: null, high: null, samples: 2, more: 1 });
  t.ok(Math.abs((two.ratio ?? 0) - 9) < 1e-9);
});

t.test('a forecast is kept: so many more blocks of the same kind decide', async (t) => {
  const pattern = [1.09, 0.95, 1.07, 0.97];
  const timesOf = (blocks: number): number[] =>
    Array.from({ length: blocks }, (_, at) => 10 * (pattern[at % 4] ?? 1));
  const steady = (blocks: number): Subject => subject('a', new Array(blocks).fill(10));
  const now = contrasted(steady(4), subject('b', timesOf(4)));
  t.equal(now.state, 'undecided');
  const needed = 4 + (now.more ?? 0);
  t.ok(needed > 8, `${needed}`);
  t.equal(contrasted(steady(needed - 8), subject('b', timesOf(needed - 8))).state, 'undecided');
  const then = Math.ceil(needed / 4) * 4;
  t.not(contrasted(steady(then), subject('b', timesOf(then))).state, 'undecided');
});

/** P(state) for n ratios whose logarithms are normal, integrated over their scatter. */
function theory(question: {
  readonly state: 'worse' | 'alike';
  readonly shift: number;
  readonly sd: number;
  readonly blocks: number;
}): number {
  const { state, shift, sd, blocks } = question;
  const df = blocks - 1;
  const t = studentQuantile({ p: 1 - ERROR / 2, df });
  const se = sd / Math.sqrt(blocks);
  const steps = 4000;
  let [chance, weight] = [0, 0];
  for (let at = 1; at < steps; at++) {
    // s/σ has the density of χ/√df.
    const s = (3 * at) / steps;
    const density = s ** (df - 1) * Math.exp((-df * s * s) / 2);
    const reach = t * s * se;
    const near = Math.log1p(MARGIN) - reach;
    const above = (bound: number): number => normalTail((bound - shift) / se);
    const alike = near > 0 ? Math.max(0, above(-near) - above(near)) : 0;
    // Beyond 1, but not wholly within the margin.
    const beyond = above(reach) - (near > reach ? above(reach) - above(near) : 0);
    chance += density * (state === 'alike' ? alike : beyond);
    weight += density;
  }
  return chance / weight;
}

/** How many of so many simulated comparisons come to each state. */
function states(
  runs: number,
  blocks: number,
  logRatio: () => number,
): Readonly<Record<ContrastState, number>> {
  const counts = { better: 0, worse: 0, alike: 0, undecided: 0 };
  for (let run = 0; run < runs; run++) {
    const times = Array.from({ length: blocks }, () => 10 * Math.exp(logRatio()));
    const steady = subject('a', new Array(blocks).fill(10));
    counts[contrasted(steady, subject('b', times)).state]++;
  }
  return counts;
}

/** Three standard errors of a share over so many runs. */
const slack = (share: number, runs: number): number => 3 * Math.sqrt((share * (1 - share)) / runs);

t.test('real changes are told as often as theory says', async (t) => {
  const rng = seededRng(11);
  const cases = [
    { state: 'worse', change: 1.1, sd: 0.05, blocks: 5 },
    { state: 'worse', change: 1.1, sd: 0.1, blocks: 8 },
    { state: 'worse', change: 1.1, sd: 0.08, blocks: 10 },
    { state: 'alike', change: 1.01, sd: 0.02, blocks: 5 },
    { state: 'alike', change: 1.01, sd: 0.03, blocks: 8 },
    { state: 'alike', change: 1.01, sd: 0.05, blocks: 20 },
  ] as const;
  const runs = 600;
  for (const { state, change, sd, blocks } of cases) {
    const shift = Math.log(change);
    const found = states(runs, blocks, () => shift + sd * normalQuantile(rng()));
    const expected = theory({ state, shift, sd, blocks });
    const share = found[state] / runs;
    const name = `${change} ± ${sd} in ${blocks} blocks: ${state} ${share}, theory ${expected}`;
    t.ok(Math.abs(share - expected) < 0.005 + slack(expected, runs), name);
    t.ok(expected > 0.3 && expected < 0.999, 'neither always nor hardly ever');
    t.ok(found.better / runs < 0.01, 'and hardly ever the contrary');
  }
});

/** The p99 of a queue with one server, in its mean service times, by Lindley's recursion. */
function p99Of(gaps: readonly number[], serviceMean: number, rng: Rng): number {
  let wait = 0;
  const times = Float64Array.from(gaps, (gap) => {
    const service = -serviceMean * Math.log(rng());
    wait = Math.max(0, wait - gap);
    const time = wait + service;
    wait = time;
    return time;
  });
  times.sort();
  return times[Math.ceil(0.99 * times.length) - 1] ?? 0;
}

/** One comparison of two queues that meet the same arrivals in each block. */
function queuesCompared(
  question: { readonly load: number; readonly slower: number; readonly blocks: number },
  rng: Rng,
): Contrast {
  const { load, slower, blocks } = question;
  const [before, after]: [number[], number[]] = [[], []];
  for (let block = 0; block < blocks; block++) {
    const gaps = Array.from({ length: 4000 }, () => -Math.log(rng()) / load);
    before.push(p99Of(gaps, 1, rng));
    after.push(p99Of(gaps, slower, rng));
  }
  return contrasted(subject('a', before), subject('b', after));
}

t.test('two queues that are the same are told apart no more often than claimed', async (t) => {
  const rng = seededRng(12);
  const runs = 250;
  for (const load of [0.5, 0.8]) {
    let alarms = 0;
    for (let run = 0; run < runs; run++) {
      const { state } = queuesCompared({ load, slower: 1, blocks: 5 }, rng);
      if (state === 'better' || state === 'worse') alarms++;
    }
    const share = alarms / runs;
    t.ok(share <= ERROR + slack(ERROR, runs), `at ${load} busy: ${alarms} of ${runs}`);
    t.ok(share > 0.01, 'and it is not mute');
  }
});

t.test('a service time that is 10 % longer is caught', async (t) => {
  const rng = seededRng(13);
  // At half load 10 % longer service makes p99 longer by 1/(1/1.1 − 0.5)·(1 − 0.5) = 1.22.
  const runs = 200;
  let [caught, held, inverted] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const one = queuesCompared({ load: 0.5, slower: 1.1, blocks: 10 }, rng);
    if (one.state === 'worse') caught++;
    if ((one.low ?? 9) < 1.2222 && (one.high ?? 0) > 1.2222) held++;
    if (one.state === 'better') inverted++;
  }
  t.equal(inverted, 0);
  t.ok(caught / runs > 0.85, `${caught} of ${runs}`);
  t.ok(held / runs > 0.9, `the interval held the true ratio in ${held} of ${runs}`);
});
