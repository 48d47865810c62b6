/**
 * The pool's algorithm in simulated time, against a slow and obvious simulation and its formulas.
 */
import fc from 'fast-check';
import t from 'tap';
import { Slots } from '../../../targets/parts/slots.ts';

const SEED = 20261123;
const MS = 1e6;

/** Each request goes to whichever slot is free first; every slot is looked at every time. */
function simulate(arrivals: readonly number[], slots: number, serviceNs: number): number[] {
  const freeNs = new Array<number>(slots).fill(0);
  return arrivals.map((atNs) => {
    const first = freeNs.indexOf(Math.min(...freeNs));
    const doneNs = Math.max(atNs, freeNs[first] ?? 0) + serviceNs;
    freeNs[first] = doneNs;
    return doneNs;
  });
}

const cases = fc.record({
  slots: fc.integer({ min: 1, max: 9 }),
  serviceNs: fc.integer({ min: 1, max: 50 }),
  gaps: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 200 }),
});

function arrivalsOf(gaps: readonly number[]): number[] {
  let atNs = 0;
  return gaps.map((gap) => {
    atNs += gap;
    return atNs;
  });
}

t.test('agrees with the obvious simulation, first come, first served', async (t) => {
  fc.assert(
    fc.property(cases, ({ slots, serviceNs, gaps }) => {
      const pool = new Slots({ slots, serviceNs });
      const arrivals = arrivalsOf(gaps);
      const done = arrivals.map((atNs) => pool.admit(atNs));
      t.same(done, simulate(arrivals, slots, serviceNs));
      t.same(
        done,
        done.toSorted((a, b) => a - b),
      );
    }),
    { seed: SEED, numRuns: 200 },
  );
});

t.test('never leaves a slot free while a request waits, never uses more than it has', async (t) => {
  fc.assert(
    fc.property(cases, ({ slots, serviceNs, gaps }) => {
      const pool = new Slots({ slots, serviceNs });
      const jobs = arrivalsOf(gaps).map((atNs) => {
        const doneNs = pool.admit(atNs);
        return { atNs, startNs: doneNs - serviceNs, doneNs };
      });
      for (const job of jobs) {
        const busyAt = (ns: number): number =>
          jobs.filter((other) => other.startNs <= ns && ns < other.doneNs).length;
        t.ok(busyAt(job.startNs) <= slots);
        t.ok(job.startNs >= job.atNs);
        if (job.startNs > job.atNs) t.equal(busyAt(job.startNs - 1), slots);
      }
    }),
    { seed: SEED, numRuns: 30 },
  );
});

t.test('saturated by a closed loop, it serves slots / service time, exactly', async (t) => {
  const table = [
    { slots: 4, serviceNs: 5 * MS, clients: 64 },
    { slots: 1, serviceNs: 2 * MS, clients: 3 },
    { slots: 7, serviceNs: 3 * MS, clients: 7 },
  ];
  for (const { slots, serviceNs, clients } of table) {
    const pool = new Slots({ slots, serviceNs });
    const done = Array.from({ length: clients }, () => pool.admit(0));
    const requests = 10 * clients * slots;
    while (done.length < requests) done.push(pool.admit(done[done.length - clients] ?? 0));
    t.equal(done.at(-1), Math.ceil(requests / slots) * serviceNs, `${slots} slots`);
  }
});

t.test('an idle pool serves at once', async (t) => {
  const pool = new Slots({ slots: 2, serviceNs: 5 });
  t.equal(pool.admit(100), 105);
  t.equal(pool.admit(100), 105);
  t.equal(pool.admit(100), 110);
  t.equal(pool.admit(1000), 1005);
});
