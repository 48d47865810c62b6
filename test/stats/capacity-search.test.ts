import fc from 'fast-check';
import t from 'tap';
import type { Rng } from '../../harness/model/rng.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import {
  bounding,
  type CapacitySearch,
  nextStep,
  type SearchStep,
  type SearchTrial,
} from '../../harness/stats/capacity-search.ts';
import { seededRng } from '../../harness/stats/rng.ts';

interface Searched {
  readonly end: Exclude<SearchStep, { state: 'measure' }>;
  readonly trials: readonly SearchTrial[];
}

/** Plays a search to its end against something that loses a share of each load. */
function search(settings: CapacitySearch, lossAt: (load: number) => number): Searched {
  const trials: SearchTrial[] = [];
  for (;;) {
    const step = nextStep(settings, trials);
    if (step.state !== 'measure') return { end: step, trials };
    const { load } = step;
    const durationNs = settings.goal.fullTrialNs;
    if (trials.push({ load, durationNs, lossRatio: lossAt(load) }) > 2000) {
      throw new Error('the search does not end');
    }
  }
}

const settings = (change: Partial<CapacitySearch> = {}): CapacitySearch => ({
  min: 1e3,
  max: 1e9,
  width: 0.005,
  goal: { lossRatio: 0, exceedRatio: 0.005, fullTrialNs: NS_PER_S, durationSumNs: 21 * NS_PER_S },
  ...change,
});

/** Passes on a million a second, and not one more. */
const hardLimit = (load: number): number => {
  const sent = Math.floor(load);
  return sent <= 1e6 ? 0 : 1 - 1e6 / sent;
};

t.test('a hard limit of a million: the figures of the reference library', async (t) => {
  for (const start of [1e3, 5e5, 1e6, 1e9]) {
    const strict = search(settings({ start }), hardLimit).end;
    t.equal(strict.state, 'found');
    t.equal(strict.lower?.toFixed(6), '997497.602939');
    t.equal(strict.conditionalThroughput?.toFixed(6), '997497.602939');
    const goal = { ...settings().goal, lossRatio: 0.005 };
    const partial = search(settings({ start, goal }), hardLimit).end;
    t.equal(partial.lower?.toFixed(6), '1002508.674761');
    t.equal(partial.conditionalThroughput?.toFixed(6), '1000000.673073');
  }
});

t.test('finds any limit to a width, from anywhere', async () => {
  const load = fc.double({ min: 101, max: 9999, noNaN: true });
  fc.assert(
    fc.property(load, load, fc.constantFrom(0.005, 0.02, 0.1), (limit, start, width) => {
      const goal = { ...settings().goal, exceedRatio: 0.5, durationSumNs: 3 * NS_PER_S };
      const asked = settings({ min: 100, max: 10_000, width, start, goal });
      const { end, trials } = search(asked, (at) => (at > limit ? 1 : 0));
      const { lower, upper } = end;
      return (
        end.state === 'found' &&
        lower !== null &&
        upper !== null &&
        lower <= limit &&
        limit < upper &&
        1 - lower / upper <= width * (1 + 1e-9) &&
        trials.length < 60 &&
        trials.every((trial) => trial.load >= 100 && trial.load <= 10_000)
      );
    }),
    { seed: 5, numRuns: 200 },
  );
});

t.test('says when the limit is outside the range, and does not leave it', async (t) => {
  const all = search(settings({ start: 1e6 }), () => 0);
  t.match(all.end, { state: 'all-carried', lower: 1e9, upper: null, conditionalThroughput: 1e9 });
  const none = search(settings({ start: 1e6 }), () => 1);
  t.match(none.end, {
    state: 'none-carried',
    lower: null,
    upper: 1e3,
    conditionalThroughput: null,
  });
  t.ok([...all.trials, ...none.trials].every(({ load }) => load >= 1e3 && load <= 1e9));
  t.ok(none.trials.length < 40, `${none.trials.length} trials`);
});

t.test('the same trials in another order ask for the same', async () => {
  const { trials } = search(settings({ start: 2e5 }), hardLimit);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: trials.length }), fc.integer(), (count, seed) => {
      const some = trials.slice(0, count);
      const rng = seededRng(seed);
      const shuffled = some
        .map((trial) => ({ trial, at: rng() }))
        .sort((a, b) => a.at - b.at)
        .map(({ trial }) => trial);
      const [one, other] = [nextStep(settings(), some), nextStep(settings(), shuffled)];
      return JSON.stringify(one) === JSON.stringify(other);
    }),
    { seed: 6, numRuns: 100 },
  );
});

t.test('a smaller load that is not carried overrules a larger one that is', async (t) => {
  const goal = { ...settings().goal, durationSumNs: NS_PER_S };
  const asked = settings({ goal });
  const trial = (load: number, lossRatio: number): SearchTrial => ({
    load,
    lossRatio,
    durationNs: NS_PER_S,
  });
  const known = bounding(asked, [trial(1e4, 0), trial(1e5, 1), trial(1e6, 0), trial(1e7, 1)]);
  t.ok(Math.abs((known.lower ?? 0) / 1e4 - 1) < 0.005);
  t.ok(Math.abs((known.upper ?? 0) / 1e5 - 1) < 0.005);
  t.strictSame(bounding(asked, []), { lower: null, upper: null, conditionalThroughput: null });
});

/** Whether p99 of an M/M/1 queue of service time 1 is within 10, in a trial of so many requests. */
function holds(rng: Rng, load: number, requests: number): boolean {
  let left = rng() < load ? -Math.log(rng()) / (1 - load) : 0;
  let over = 0;
  for (let request = 0; request < requests; request++) {
    left = Math.max(0, left + Math.log(rng()) / load) - Math.log(rng());
    if (left > 10) over++;
  }
  return over <= requests / 100;
}

t.test('the capacity of a queue, with one trial in ten spoilt', async (t) => {
  // 1 − ln(100)/10 = 0.53948. Five trials of 5,000 requests a load scatter by 0.03, and short
  // trials see a little too much capacity.
  const truth = 1 - Math.log(100) / 10;
  const goal = { lossRatio: 0, exceedRatio: 0.5, fullTrialNs: 1, durationSumNs: 5 };
  const asked = { min: 0.1, max: 0.95, width: 0.02, start: 0.4, goal };
  for (const spoilt of [0, 0.1]) {
    const rng = seededRng(1, spoilt * 10);
    const found = Array.from({ length: 12 }, () => {
      const { end } = search(asked, (load) => (rng() < spoilt || !holds(rng, load, 5000) ? 1 : 0));
      return (end.lower ?? 0) / truth;
    });
    const mean = found.reduce((sum, ratio) => sum + ratio, 0) / found.length;
    t.ok(mean > 0.95 && mean < 1.06, `${spoilt} spoilt: ${mean} of the truth`);
  }
});
