import assert from 'node:assert/strict';
import type { AlarmPrecision, Clock } from '../model/clock.ts';
import { NS_PER_MS } from '../model/units.ts';
import { Histogram } from '../stats/histogram.ts';
import type { Lateness, TimerFigures } from './figures.ts';

/** Alarms are set this far ahead, beyond what is polled for … */
const AHEAD_NS = 5 * NS_PER_MS;
/** … and each a little further than the one before, as times are not whole milliseconds. */
const SHIFT_NS = 0.137 * NS_PER_MS;

/** Sets alarms one after the other for a while, at least one, and tells how late they rang. */
function watchTimer(clock: Clock, precision: AlarmPrecision, forNs: number): Promise<Lateness> {
  const late = new Histogram();
  const endNs = clock.nowNs() + forNs;
  let atNs = 0;
  return new Promise((resolve) => {
    const set = (): void => {
      const shiftNs = (late.count * SHIFT_NS) % NS_PER_MS;
      atNs = Math.round(clock.nowNs() + AHEAD_NS + shiftNs);
      alarm.set(atNs);
    };
    const alarm = clock.alarm(precision, () => {
      late.record(clock.nowNs() - atNs);
      if (clock.nowNs() < endNs) set();
      else resolve(latenessOf(late));
    });
    set();
  });
}

/** Both kinds, one after the other, each for as long. */
export async function watchTimers(clock: Clock, forNs: number): Promise<TimerFigures> {
  const coarse = await watchTimer(clock, 'coarse', forNs);
  return { coarse, precise: await watchTimer(clock, 'precise', forNs) };
}

function latenessOf(late: Histogram): Lateness {
  const [p50Ns, p90Ns, maxNs] = [late.percentileNs(50), late.percentileNs(90), late.maxNs];
  assert(p50Ns !== null && p90Ns !== null && maxNs !== null, 'no alarm rang');
  return { p50Ns, p90Ns, maxNs };
}
