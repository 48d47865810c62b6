import fc from 'fast-check';
import t from 'tap';
import type { ArrivalPhase } from '../../harness/arrivals/index.ts';
import { pickOperation } from '../../harness/arrivals/operation-mix.ts';
import {
  checkPhases,
  planSchedule,
  type Schedule,
  type SchedulePlan,
  stripe,
} from '../../harness/arrivals/schedule.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { somePhase } from './some-phases.ts';

interface Due {
  readonly atNs: number;
  readonly index: number;
}

function drain(schedule: Schedule): Due[] {
  const all: Due[] = [];
  while (schedule.advance()) all.push({ atNs: schedule.atNs, index: schedule.index });
  return all;
}

const constant = (ratePerSecond: number, seconds: number): ArrivalPhase => ({
  kind: 'constant',
  ratePerSecond,
  durationNs: seconds * NS_PER_S,
});
const poisson = (ratePerSecond: number, seconds: number): ArrivalPhase =>
  ({
    ...constant(ratePerSecond, seconds),
    kind: 'poisson',
  }) as ArrivalPhase;

const timesOf = (plan: SchedulePlan): number[] => drain(planSchedule(plan)).map(({ atNs }) => atNs);

t.test('phases follow each other on one time line, the warm-up first', async (t) => {
  const phases = [constant(2, 1), constant(1, 2)];
  t.strictSame(timesOf({ phases, warmupNs: 0, seed: 1 }), [0.25e9, 0.75e9, 1.5e9, 2.5e9]);
  t.strictSame(drain(planSchedule({ phases, warmupNs: 1.5e9, seed: 1 })), [
    { atNs: 0.25e9, index: 0 },
    { atNs: 0.75e9, index: 1 },
    { atNs: 1.25e9, index: 2 },
    { atNs: 1.75e9, index: 3 },
    { atNs: 2.25e9, index: 4 },
    { atNs: 3e9, index: 5 },
    { atNs: 4e9, index: 6 },
  ]);
});

t.test('a phase without arrivals takes its time all the same', async (t) => {
  const phases = [constant(0.1, 1), constant(1, 1)];
  t.strictSame(timesOf({ phases, warmupNs: 0, seed: 1 }), [1.5e9]);
  t.strictSame(timesOf({ phases: [], warmupNs: 5, seed: 1 }), []);
});

t.test('a ramp warms up at its opening rate', async (t) => {
  const phase: ArrivalPhase = {
    kind: 'ramp',
    fromPerSecond: 1000,
    toPerSecond: 9000,
    durationNs: NS_PER_S,
  };
  const times = timesOf({ phases: [phase], warmupNs: 10 * NS_PER_S, seed: 1 });
  const before = times.filter((atNs) => atNs < 10 * NS_PER_S).length;
  t.ok(Math.abs(before - 10_000) < 400, `${before}`);
});

t.test('an end stays an end', async (t) => {
  const schedule = planSchedule({ phases: [constant(1, 1)], warmupNs: 0, seed: 1 });
  t.strictSame([schedule.advance(), schedule.advance(), schedule.advance()], [true, false, false]);
});

t.test('each phase has chance of its own', async (t) => {
  const second = (length: number): number[] =>
    timesOf({ phases: [poisson(100, length), poisson(100, 5)], warmupNs: 0, seed: 9 })
      .filter((atNs) => atNs >= length * NS_PER_S)
      .map((atNs) => atNs - length * NS_PER_S);
  t.strictSame(second(1), second(2), 'a longer first phase leaves the second as it was');
  const first = timesOf({ phases: [poisson(100, 5)], warmupNs: 0, seed: 9 });
  t.notSame(first, second(1), 'and the second is not the first again');
});

t.test('is fixed by its plan', async (t) => {
  const plan = { phases: [poisson(100, 5)], warmupNs: NS_PER_S, seed: 3 };
  t.strictSame(timesOf(plan), timesOf(plan));
  t.notSame(timesOf(plan), timesOf({ ...plan, seed: 4 }));
});

t.test('never goes back, counts without a gap and stays within its time', async () => {
  fc.assert(
    fc.property(
      fc.array(somePhase, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 1e9 }),
      (phases, warmupNs) => {
        const all = drain(planSchedule({ phases, warmupNs, seed: 5 }));
        const endNs = phases.reduce((sum, phase) => sum + phase.durationNs, warmupNs);
        return all.every(
          ({ atNs, index }, at) =>
            index === at &&
            Number.isInteger(atNs) &&
            atNs >= (all[at - 1]?.atNs ?? 0) &&
            atNs < endNs,
        );
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

t.test('K stripes together are exactly the whole, operations included', async () => {
  fc.assert(
    fc.property(
      fc.array(somePhase, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1, 2, 3, 4, 8),
      fc.integer({ min: 0, max: 3e8 }),
      fc.integer(),
      (phases, workers, warmupNs, seed) => {
        const plan = { phases, warmupNs, seed };
        const operationsOf = (schedule: Schedule): (Due & { readonly operation: number })[] => {
          const pick = pickOperation([1, 2, 3], seed);
          return drain(schedule).map((due) => ({ ...due, operation: pick(due.index) }));
        };
        const whole = operationsOf(planSchedule(plan));
        const stripes = Array.from({ length: workers }, (_, worker) =>
          operationsOf(stripe(planSchedule(plan), worker, workers)),
        );
        const sizes = stripes.map((one) => one.length);
        const merged = stripes.flat().sort((a, b) => a.index - b.index);
        return (
          Math.max(...sizes) - Math.min(...sizes) <= 1 &&
          JSON.stringify(merged) === JSON.stringify(whole)
        );
      },
    ),
    { seed: 2, numRuns: 100 },
  );
});

t.test('a kind that does not exist is refused with a guess', async (t) => {
  t.throws(() => checkPhases([{ kind: 'poison', durationNs: 1 }]), {
    exit: 'usage',
    message: 'There is no arrival kind called "poison".',
    next: /Did you mean "poisson"/,
  });
  t.throws(() => checkPhases([constant(1, 1), constant(0, 1)]), { message: /The rate 0/ });
  t.doesNotThrow(() => checkPhases([constant(1, 1)]));
});
