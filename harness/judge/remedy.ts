/** What helps a generator that could not do its work in time, in words for people. */
import type { TrialRecord } from '../model/record.ts';
import { formatRate } from '../model/units.ts';

/** Busy for this share of the time, a thread keeps nothing waiting that anybody would notice. */
export const BUSY_FINE = 0.6;

/** Work grows with the rate, so does the share of the time that it takes. */
export function lowerRate({ offeredPerSecond }: TrialRecord, busyShare: number): string {
  if (offeredPerSecond === null) return 'lower the rate';
  const rate = Number(((offeredPerSecond * BUSY_FINE) / busyShare).toPrecision(2));
  return `lower the rate to ${formatRate(rate)}`;
}

/** Only what we start can be kept where we want it. */
export function keepApart({ settings, usage }: TrialRecord): string {
  if (settings.pin === true) return 'use a machine with more processors';
  return usage.target.servers.some(({ pid }) => pid !== null)
    ? 'pin the server: --pin keeps it and the generator on processors of their own'
    : 'pin the server: start it with taskset -c, and the generator on other processors';
}
