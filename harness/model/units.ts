/**
 * Units. Inside the harness there is one of each: integer nanoseconds, bytes, per second. Text in
 * other units is read here on the way in and written here on the way out, nowhere else.
 */
import { HarnessError } from './harness-error.ts';

/** Nanoseconds in a microsecond. */
export const NS_PER_US = 1e3;
/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1e6;
/** Nanoseconds in a second. */
export const NS_PER_S = 1e9;

const NS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: NS_PER_US,
  µs: NS_PER_US,
  ms: NS_PER_MS,
  s: NS_PER_S,
  m: 60 * NS_PER_S,
  min: 60 * NS_PER_S,
  h: 3600 * NS_PER_S,
};

/**
 * Reads a duration such as `10s`, `1.5ms`, `250us` or `1m30s`. A bare number is refused: its unit
 * would be a guess. Returns integer nanoseconds, 0 or more. Throws a usage error otherwise.
 */
export function parseDurationNs(text: string, what = 'duration'): number {
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|min|s|m|h)/g)];
  const read = parts.map((part) => part[0]).join('');
  if (parts.length === 0 || read.replace(/\s/g, '') !== text.replace(/\s/g, '')) {
    throw new HarnessError(
      'usage',
      `The ${what} "${text}" is not a duration.`,
      'Write a number with a unit, such as 10s, 500ms, 250us or 1m30s.',
    );
  }
  const total = parts.reduce(
    (sum, part) => sum + Number(part[1]) * (NS_PER_UNIT[`${part[2]}`] ?? 0),
    0,
  );
  return Math.round(total);
}

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Reads a size such as `300MB` or `512 KiB` as bytes. Throws a usage error otherwise. */
export function parseBytes(text: string, what = 'size'): number {
  const [, amount = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(\w+)\s*$/.exec(text) ?? [];
  const size = Object.hasOwn(BYTES_PER_UNIT, unit) ? BYTES_PER_UNIT[unit] : undefined;
  if (size !== undefined) return Math.round(Number(amount) * size);
  throw new HarnessError(
    'usage',
    `The ${what} "${text}" is not a size.`,
    'Write a number with a unit, such as 300MB, 64MiB or 1.5GB.',
  );
}

/** Reads a share such as `0.1%` as a number from 0 on, 0.001. Throws a usage error otherwise. */
export function parseShare(text: string, what = 'share'): number {
  const [, amount] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) ?? [];
  // 0.1 / 100 is not 0.001 in binary; twelve digits are far more than anybody writes.
  if (amount !== undefined) return Number((Number(amount) / 100).toPrecision(12));
  throw new HarnessError(
    'usage',
    `The ${what} "${text}" is not a share.`,
    'Write a percentage, such as 0.1% or 5%.',
  );
}

/** Reads a rate such as `5000/s` as a number per second. Throws a usage error otherwise. */
export function parseRate(text: string, what = 'rate'): number {
  const [, amount] = /^\s*(\d+(?:\.\d+)?)\s*\/\s*s\s*$/.exec(text) ?? [];
  if (amount !== undefined) return Number(amount);
  throw new HarnessError(
    'usage',
    `The ${what} "${text}" is not a rate.`,
    'Write a number per second, such as 5000/s.',
  );
}

/** At most three significant digits, never in exponent form: 1234 → "1230", 0.01234 → "0.0123". */
function threeDigits(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/**
 * Writes nanoseconds for people, three significant digits: `812 ns`, `45.1 µs`, `26.1 ms`, `1.5
 * s`.
 */
export function formatNs(valueNs: number): string {
  const size = Math.abs(valueNs);
  if (size < 999.5) return `${threeDigits(valueNs)} ns`;
  if (size < 999.5 * NS_PER_US) return `${threeDigits(valueNs / NS_PER_US)} µs`;
  if (size < 999.5 * NS_PER_MS) return `${threeDigits(valueNs / NS_PER_MS)} ms`;
  if (size < 600 * NS_PER_S) return `${threeDigits(valueNs / NS_PER_S)} s`;
  return `${threeDigits(valueNs / (60 * NS_PER_S))} min`;
}

/** Writes a count with thin groups of three, so that 1234567 reads as `1,234,567`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Writes a rate: whole numbers from 100/s on, three digits below: `1,998/s`, `12.5/s`. */
export function formatRate(perSecond: number): string {
  return perSecond >= 100 ? `${formatCount(perSecond)}/s` : `${threeDigits(perSecond)}/s`;
}

/** Writes bytes in decimal multiples: `512 B`, `1.25 kB`, `47.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${threeDigits(bytes / 1e3)} kB`;
  if (bytes < 1e9) return `${threeDigits(bytes / 1e6)} MB`;
  return `${threeDigits(bytes / 1e9)} GB`;
}

/** Writes a share of 1 as a percentage: 0.0123 → `1.23 %`. */
export function formatShare(share: number): string {
  return `${threeDigits(share * 100)} %`;
}

/**
 * Writes from where to where something lies, the unit once where it is the same: `4.12–4.38 ms`,
 * `981 µs–1.02 ms`, `≥ 4.12 ms` where it has no upper end.
 */
export function formatRange(
  { low, high }: { readonly low: number; readonly high: number },
  format: (value: number) => string,
): string {
  if (high === Number.POSITIVE_INFINITY) return `≥ ${format(low)}`;
  const [from, to] = [format(low), format(high)];
  const unit = /[^\d.,].*$/.exec(to)?.[0] ?? '';
  const number = from.slice(0, from.length - unit.length);
  return from.endsWith(unit) && /^[\d.,]+$/.test(number) ? `${number}–${to}` : `${from}–${to}`;
}
