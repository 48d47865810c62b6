import t from 'tap';
import { watchTimers } from '../../harness/doctor/timer-watch.ts';
import type { AlarmPrecision, Clock } from '../../harness/model/clock.ts';
import { SimClock } from '../support/sim-clock.ts';

const MS = 1e6;

/** Alarms of a kind ring later each time, by a step. */
const stepNs: Readonly<Record<AlarmPrecision, number>> = {
  coarse: 10_000,
  economical: 1000,
  precise: 100,
};

/** Simulated time; `ahead` is how far ahead the alarms of each kind were set, in ns. */
function lateClock(sim: SimClock) {
  const ahead: Record<AlarmPrecision, number[]> = { coarse: [], economical: [], precise: [] };
  const clock: Clock = {
    nowNs: () => sim.nowNs(),
    idlePollNs: () => 0,
    alarm(precision, ring) {
      const inner = sim.alarm(precision, ring);
      const set = (atNs: number): void => {
        ahead[precision].push(atNs - sim.nowNs());
        inner.set(atNs + stepNs[precision] * ahead[precision].length);
      };
      return { set, clear: () => inner.clear() };
    },
  };
  return { clock, ahead };
}

/** What is measured for a time, to its end: one kind of alarm is awaited after the other. */
async function played<T>(sim: SimClock, watched: Promise<T>): Promise<T> {
  let over = false;
  const end = watched.finally(() => {
    over = true;
  });
  while (!over) {
    sim.run();
    await Promise.resolve();
  }
  return end;
}

t.test('how late alarms ring', async (t) => {
  const sim = new SimClock();
  const { clock, ahead } = lateClock(sim);
  const late = await played(sim, watchTimers(clock, 600 * MS));
  for (const precision of ['coarse', 'precise'] as const) {
    const { p50Ns, p90Ns, maxNs } = late[precision];
    const [step, aheadNs] = [stepNs[precision], ahead[precision]];
    const rung = aheadNs.length;
    t.ok(rung > 90 && rung < 120, `${rung} alarms in the time`);
    t.equal(maxNs, rung * step);
    t.ok(Math.abs(p50Ns / step - rung / 2) <= 1, 'the middle one');
    t.ok(Math.abs(p90Ns / step - rung * 0.9) <= 1.1, 'nine in ten');
    t.ok(new Set(aheadNs.map((ns) => ns % MS)).size > 50, 'at all parts of a millisecond');
    const beyond = aheadNs.every((ns) => ns >= 5 * MS && ns < 6 * MS);
    t.ok(beyond, 'beyond what is polled for');
  }
});

t.test('one alarm of each kind at least', async (t) => {
  const sim = new SimClock();
  const onTime = { p50Ns: 0, p90Ns: 0, maxNs: 0 };
  const late = await played(sim, watchTimers(sim, 0));
  t.strictSame(late, { coarse: onTime, precise: onTime });
});
