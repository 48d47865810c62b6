import { HarnessError } from '../model/harness-error.ts';

const PORT_MAX = 65_535;

/** Reads a whole number of at least `min`. Throws a usage error that names the option. */
export function wholeNumber(text: string, option: string, min: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(value) && value >= min) return value;
  throw new HarnessError(
    'usage',
    `The value of ${option}, "${text}", is not a whole number from ${min} on.`,
    `Write it in digits, such as ${option} ${Math.max(min, 4)}.`,
  );
}

/** Reads a number above 0. Throws a usage error that names the option. */
export function positiveNumber(text: string, option: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text.trim()) && value > 0) return value;
  throw new HarnessError(
    'usage',
    `The value of ${option}, "${text}", is not a number above 0.`,
    `Write it in digits, such as ${option} 2000.`,
  );
}

/** Reads `1,2,4`: whole numbers from 1 on, each once. Throws a usage error otherwise. */
export function wholeNumbers(text: string, option: string): readonly number[] {
  const values = text.split(',').map((part) => wholeNumber(part.trim(), option, 1));
  const twice = values.find((value, at) => values.indexOf(value) !== at);
  if (twice === undefined) return values;
  throw new HarnessError(
    'usage',
    `${option} names ${twice} twice.`,
    'Give each number once; use --repetitions to measure more often.',
  );
}

/**
 * Reads `5%` or `0.05`: a share above 0. Throws a usage error that names the option; for `5`, too,
 * which means 5 % to most people.
 */
export function shareNumber(text: string, option: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim()) ?? [];
  const value = Number(digits) / (percent === '%' ? 100 : 1);
  if (value > 0 && (percent === '%' || value < 1)) return value;
  throw new HarnessError(
    'usage',
    `The value of ${option}, "${text}", is not a share: a percentage above 0, or a part of 1.`,
    `Write it as a percentage, such as ${option} 5%.`,
  );
}

/** Reads a port, 0 for any that is free. Throws a usage error that names the option. */
export function portNumber(text: string, option: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= PORT_MAX) return value;
  throw new HarnessError(
    'usage',
    `The value of ${option}, "${text}", is not a port from 0 to ${PORT_MAX}.`,
    `Write it in digits, such as ${option} 8080, or leave it out.`,
  );
}
