import t from 'tap';
import { compare } from '../../harness/experiments/compare.ts';
import { compareSettings } from '../../harness/experiments/comparison.ts';
import { errorAfter, readTerms } from '../../harness/experiments/comparison-terms.ts';
import type { Subject } from '../../harness/experiments/contrast.ts';
import { placeText, rankingOf } from '../../harness/experiments/ranking.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { Rng } from '../../harness/model/rng.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { type Figures, figuredTrial } from '../support/figured-trial.ts';
import { openLoad, somePlan, someSettings } from '../support/some-plan.ts';

/** Figures that scatter by 5 % around what everybody has, times a factor. */
function scattered(rng: Rng, factor = 1): Figures {
  const around = (value: number): number => value * factor * Math.exp(0.05 * normalQuantile(rng()));
  return {
    p50Ns: around(1e6),
    p99Ns: around(5e6),
    perSecond: around(1000),
    cpuNs: around(5e8),
    rssBytes: around(6e7),
  };
}

const subjects = (rng: Rng, factors: readonly number[], blocks: number): Subject[] =>
  factors.map((factor, at) => {
    const target = `target ${at}`;
    const trials = Array.from({ length: blocks }, (_, block) =>
      figuredTrial({ ...somePlan, target, repetition: block + 1 }, scattered(rng, factor)),
    );
    return { name: target, run: '', trials };
  });

const isAlarm = ({ state }: { readonly state: string }): boolean =>
  state === 'better' || state === 'worse';

t.test('three that are the same, by five metrics, on two numbers of servers', async (t) => {
  const rng = seededRng(21);
  const runs = 200;
  let [deciding, others] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const setting = () => ({ load: openLoad, subjects: subjects(rng, [1, 1, 1], 5) });
    const found = compareSettings([setting(), setting()], readTerms({}));
    if (found.some(({ pairs }) => pairs.some(isAlarm))) deciding++;
    if (found.some((one) => one.others.some(({ contrasts }) => contrasts.some(isAlarm)))) others++;
  }
  const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);
  t.ok(deciding / runs <= limit, `some false place in ${deciding} of ${runs}`);
  t.ok(others / runs <= limit, `some false word on another metric in ${others} of ${runs}`);
  t.ok(deciding + others > 4, 'and it is not mute');
});

t.test('stopping when it is decided is wrong no more often than claimed', async (t) => {
  const rng = seededRng(22);
  const options = {
    ...{ targets: ['a', 'b'], servers: [1], scenario: 'json', load: openLoad },
    ...{ settings: someSettings, repetitions: 1, blocksMax: 20, seed: 1 },
  };
  const play = (factor: number): readonly [TrialRecord[], string] => {
    const experiment = compare.ask(options);
    const done: TrialRecord[] = [];
    for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
      done.push(figuredTrial(plan, scattered(rng, plan.target === 'b' ? factor : 1)));
    }
    return [done, experiment.judge(done)[0]?.claim ?? ''];
  };
  const runs = 200;
  let [alarms, measured] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const [done, claim] = play(1);
    measured += done.length / 2;
    if (/lowest/.test(claim)) alarms++;
  }
  t.ok(alarms / runs <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs), `${alarms} of ${runs}`);
  t.ok(measured / runs > 10, 'what is the same takes long to tell');
  let blocks = 0;
  for (let run = 0; run < 20; run++) {
    const [done, claim] = play(1.5);
    blocks += done.length / 2 / 20;
    t.match(claim, /^a has the lowest/);
  }
  t.ok(blocks < 8, `and a difference of 50 % does not: ${blocks} blocks`);
});

t.test('a place is as sure as what it follows from', async (t) => {
  const rng = seededRng(23);
  const factors = [1, 1.6, 1.001, 3];
  const [few] = compareSettings([{ load: openLoad, subjects: subjects(rng, factors, 2) }], {
    ...readTerms({}),
  });
  const [many] = compareSettings([{ load: openLoad, subjects: subjects(rng, factors, 12) }], {
    ...readTerms({}),
  });
  const places = (of: typeof few) =>
    of === undefined
      ? []
      : (rankingOf(of)?.placed ?? []).map((one) => `${one.name}: ${placeText(one)}`).sort();
  t.strictSame(
    places(few),
    ['0', '1', '2', '3'].map((at) => `target ${at}: 1 to 4`),
  );
  t.strictSame(
    places(many),
    ['0: 1 to 2', '1: 3', '2: 1 to 2', '3: 4'].map((text) => `target ${text}`),
  );
});

t.test('terms are read from a record, with usual ones for what it lacks', async (t) => {
  t.strictSame(readTerms({}), { margin: 0.05, inBlocks: true });
  t.strictSame(readTerms({ margin: 'x', metric: 'y', blocksMax: 1 }), readTerms({}));
  const full = { margin: 0.1, metric: 'cpu', blocksMax: 20, inBlocks: false };
  t.strictSame(readTerms({ ...full, more: 1 }), full);
  const terms = readTerms({ blocksMax: 20 });
  t.equal(errorAfter(readTerms({}), 7), 0.05);
  t.equal(errorAfter(terms, 4), errorAfter(terms, 5), 'ended between two looks');
  t.ok(errorAfter(terms, 20) > errorAfter(terms, 3));
});

t.test('a block that lost a trial counts for no look', async (t) => {
  const terms = readTerms({ blocksFrom: 8, blocksMax: 18 });
  const [one, other] = subjects(seededRng(25), [1, 1], 9);
  if (!one || !other) throw new Error('two were made');
  const lost = { ...other, trials: other.trials.filter(({ repetition }) => repetition !== 3) };
  const errorOf = (second: Subject): number | undefined =>
    compareSettings([{ load: openLoad, subjects: [one, second] }], terms)[0]?.error;
  t.equal(errorOf(lost), errorAfter(terms, 8), 'eight of nine blocks are whole');
  t.equal(errorOf(other), errorAfter(terms, 9));
  t.not(errorAfter(terms, 8), errorAfter(terms, 9));
});
