import { HarnessError } from '../../harness/model/harness-error.ts';
import type { ServerOptions } from '../../harness/model/target.ts';

/** What a server's setting may be, both ends included. */
export interface SettingRange {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
}

function explain(key: string, { from, to, whole = false }: SettingRange): string {
  return `${key} is a ${whole ? 'whole ' : ''}number from ${from} to ${to}.`;
}

/** The settings that have a range. Throws a usage error for the first that is not within its. */
export function settingsWithin<Key extends string>(
  server: string,
  options: ServerOptions,
  ranges: Readonly<Record<Key, SettingRange>>,
): Readonly<Record<Key, number>> {
  const keys = Object.keys(ranges) as Key[];
  for (const key of keys) {
    const value = options[key] ?? Number.NaN;
    const { from, to, whole = false } = ranges[key];
    if (value >= from && value <= to && (!whole || Number.isInteger(value))) continue;
    const message = `"${server}" cannot have ${key}=${value}.`;
    throw new HarnessError('usage', message, explain(key, ranges[key]));
  }
  return Object.fromEntries(keys.map((key) => [key, options[key]])) as Record<Key, number>;
}
