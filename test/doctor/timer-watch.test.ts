import t from 'tap';
import { watchTimer } from '../../harness/doctor/timer-watch.ts';
import type { AlarmPrecision, Clock } from '../../harness/model/clock.ts';
import { SimClock } from '../support/sim-clock.ts';

const MS = 1e6;

/** Simulated time in which each alarm of a kind rings later than the one before, by a step. */
function lateClock(sim: SimClock, stepNs: Readonly<Record<AlarmPrecision, number>>) {
  const aheadNs: number[] = [];
  const clock: Clock = {
    nowNs: () => sim.nowNs(),
    idlePollNs: () => 0,
    alarm(precision, ring) {
      const inner = sim.alarm(precision, ring);
      const set = (atNs: number): void => {
        aheadNs.push(atNs - sim.nowNs());
        inner.set(atNs + stepNs[precision] * aheadNs.length);
      };
      return { set, clear: () => inner.clear() };
    },
  };
  return { clock, aheadNs };
}

t.test('how late alarms ring', async (t) => {
  for (const [precision, stepNs] of [
    ['coarse', 10_000],
    ['precise', 100],
  ] as const) {
    const sim = new SimClock();
    const { clock, aheadNs } = lateClock(sim, { coarse: 10_000, precise: 100 });
    const watched = watchTimer(clock, precision, 600 * MS);
    sim.run();
    const late = await watched;
    const rung = aheadNs.length;
    t.ok(rung > 90 && rung < 120, `${rung} alarms in the time`);
    t.equal(late.maxNs, rung * stepNs);
    t.ok(Math.abs(late.p50Ns / stepNs - rung / 2) <= 1, 'the middle one');
    t.ok(Math.abs(late.p90Ns / stepNs - rung * 0.9) <= 1.1, 'nine in ten');
    t.ok(new Set(aheadNs.map((ns) => ns % MS)).size > 50, 'at all parts of a millisecond');
    t.ok(
      aheadNs.every((ns) => ns >= 5 * MS && ns < 6 * MS),
      'beyond what is polled for',
    );
  }
});

t.test('one alarm at least', async (t) => {
  const sim = new SimClock();
  const watched = watchTimer(sim, 'coarse', 0);
  sim.run();
  t.strictSame(await watched, { p50Ns: 0, p90Ns: 0, maxNs: 0 });
});
