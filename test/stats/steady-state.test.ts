import { AssertionError } from 'node:assert';
import t from 'tap';
import { seededRng } from '../../harness/stats/rng.ts';
import { mser5, steadyState } from '../../harness/stats/steady-state.ts';

/** 400 values: a course, and noise of ±2 from a linear congruential generator of seed 42. */
function noisy(course: (at: number) => number): number[] {
  let state = 42;
  return Array.from({ length: 400 }, (_, at) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return course(at) + 4 * (state / 2 ** 32 - 0.5);
  });
}

const courses = {
  settling: (at: number): number => 10 + 20 * Math.exp(-at / 15),
  level: (): number => 10,
  step: (at: number): number => (at < 100 ? 30 : 10),
  rising: (at: number): number => 10 + 0.05 * at,
  lateStep: (at: number): number => (at < 300 ? 10 : 12),
} as const;

t.test('MSER-5 cuts where it should', async (t) => {
  t.equal(mser5(noisy(courses.settling)).cut, 60);
  t.equal(mser5(noisy(courses.settling)).mean.toFixed(4), '10.0793');
  t.equal(mser5(noisy(courses.level)).cut, 5);
  t.equal(mser5(noisy(courses.step)).cut, 100);
  t.match(mser5(noisy(courses.rising)), { cut: 200, atLimit: true });
  t.equal(mser5(noisy(courses.step)).atLimit, false);
  t.throws(() => mser5([1, 2, 3]), AssertionError);
});

t.test('says what became of a series', async (t) => {
  t.match(steadyState(noisy(courses.settling)), { state: 'steady', cut: 60 });
  t.match(steadyState(noisy(courses.step)), { state: 'steady', cut: 100 });
  t.match(steadyState(noisy(courses.rising)), { state: 'unsettled', cut: 0 });
  t.match(steadyState(noisy(courses.lateStep)), { state: 'drifting' });
  const rising = steadyState(noisy(courses.rising));
  // From 10 to 30, a level of 20.
  t.ok(Math.abs(rising.drift - 1) < 0.02, `${rising.drift}`);
});

t.test('values that do not vary are steady', async (t) => {
  const expected = { state: 'steady', cut: 0, level: 5, drift: 0 };
  t.strictSame(steadyState(new Array(20).fill(5)), expected);
  t.strictSame(steadyState(new Array(20).fill(0)), { ...expected, level: 0 });
});

t.test('too few values say nothing', async (t) => {
  t.strictSame(steadyState([1, 2, 4]), { state: 'too-short', cut: 0, level: 2, drift: 0 });
  t.match(steadyState([]), { state: 'too-short', level: null });
  t.equal(steadyState(new Array(19).fill(5)).state, 'too-short');
});

t.test('a drift that does not matter is none', async (t) => {
  const slight = Array.from({ length: 100 }, (_, at) => 1000 + 0.1 * at);
  const found = steadyState(slight);
  t.equal(found.state, 'steady');
  t.ok(found.drift > 0.004 && found.drift < 0.01, `${found.drift}`);
});

t.test('does not cry wolf, and hears a real one', async (t) => {
  const rng = seededRng(2);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  for (const length of [20, 60, 120]) {
    let alarms = 0;
    let heard = 0;
    const runs = 100;
    for (let run = 0; run < runs; run++) {
      let value = 0;
      const noise = Array.from({ length }, () => {
        value = 0.5 * value + normal();
        return value;
      });
      if (steadyState(noise.map((off) => 100 + 3 * off)).state !== 'steady') alarms++;
      const rising = noise.map((off, at) => 100 + off + (20 * at) / length);
      if (steadyState(rising).state !== 'steady') heard++;
    }
    t.ok(alarms <= 6, `${length} values without a trend: ${alarms} alarms of ${runs}`);
    t.ok(heard >= 90, `${length} values that rise by a fifth: ${heard} of ${runs}`);
  }
});
