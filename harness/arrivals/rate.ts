import { HarnessError } from '../model/harness-error.ts';
import { formatNs } from '../model/units.ts';

/** A billion arrivals a second are one a nanosecond, the finest this time line can tell apart. */
const RATE_MAX = 1e9;

/** Throws a usage error unless the rate is a number per second that can be played. */
export function checkRate(what: string, ratePerSecond: number, min = 0): void {
  const playable = ratePerSecond >= min && ratePerSecond > 0 && ratePerSecond <= RATE_MAX;
  if (playable || (min === 0 && ratePerSecond === 0)) return;
  throw new HarnessError(
    'usage',
    `The ${what} ${ratePerSecond} is not a rate.`,
    'Give a number of requests per second above 0 and up to 1e9, such as 2000.',
  );
}

/** Throws a usage error unless the phase has a length. */
export function checkLength(kind: string, durationNs: number): void {
  if (durationNs > 0 && Number.isFinite(durationNs)) return;
  throw new HarnessError(
    'usage',
    `A ${kind} phase cannot last ${formatNs(durationNs)}.`,
    'Give a length above 0, such as --duration 10s.',
  );
}
