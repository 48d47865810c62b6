import { HarnessError } from '../model/harness-error.ts';
import type { Phase } from '../model/load.ts';
import { NS_PER_S, parseDurationNs } from '../model/units.ts';
import type { ArrivalKind } from './arrival-kind.ts';
import { checkLength } from './rate.ts';

/** Times that were recorded. */
export interface ReplayPhase extends Phase {
  readonly kind: 'replay';
  /** Integer nanoseconds from the start of the phase, in order. */
  readonly timesNs: readonly number[];
}

function badTimeText(timesNs: readonly number[], bad: number): string {
  const timeNs = timesNs[bad] as number;
  const before = bad === 0 ? 'the start' : 'the one before it';
  const wrong = Number.isInteger(timeNs) ? `before ${before}` : 'no whole number';
  return `Arrival ${bad + 1} to replay, ${timeNs} ns, is ${wrong}.`;
}

/** Recorded times, played as they were. */
export const replay = {
  name: 'replay',
  about: 'the times in a file, as they were recorded',
  steady: false,
  check(phase) {
    checkLength('replay', phase.durationNs);
    const { timesNs } = phase;
    const bad = timesNs.findIndex(
      (timeNs, at) => !Number.isInteger(timeNs) || timeNs < (timesNs[at - 1] ?? 0),
    );
    if (timesNs.length > 0 && bad < 0) return;
    throw new HarnessError(
      'usage',
      bad < 0 ? 'There is no arrival to replay.' : badTimeText(timesNs, bad),
      'Give at least one time, in order, from 0.',
    );
  },
  arrivals({ timesNs, durationNs }) {
    let index = 0;
    return () => {
      const atNs = timesNs[index++] ?? Number.POSITIVE_INFINITY;
      return atNs < durationNs ? atNs : Number.POSITIVE_INFINITY;
    };
  },
  expectedCount: ({ timesNs, durationNs }) =>
    timesNs.filter((timeNs) => timeNs < durationNs).length,
  /** At the recording's mean rate. */
  warmup: (phase, durationNs) => ({
    kind: 'poisson',
    ratePerSecond: (phase.timesNs.length * NS_PER_S) / phase.durationNs,
    durationNs,
  }),
} as const satisfies ArrivalKind<ReplayPhase>;

/**
 * Reads a file of arrival times: one a line, in seconds (`0.25`) or with a unit (`250ms`), in
 * order. Blank lines and what follows `#` are skipped. The phase lasts one mean gap longer than its
 * last time. Throws a usage error that names the line.
 */
export function parseReplay(text: string): ReplayPhase {
  const timesNs: number[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    const word = line.replace(/#.*/, '').trim();
    if (word === '') return;
    const timeNs = /^\d+(\.\d+)?$/.test(word)
      ? Math.round(Number(word) * NS_PER_S)
      : parseDurationNs(word, `time in line ${at + 1}`);
    const last = timesNs.at(-1) ?? 0;
    if (timeNs < last) {
      throw new HarnessError(
        'usage',
        `Line ${at + 1} of the times to replay, ${word}, is before the line before it.`,
        'Sort the file by time.',
      );
    }
    timesNs.push(timeNs);
  });
  const lastNs = timesNs.at(-1) ?? 0;
  const gapNs = Math.max(1, Math.ceil(lastNs / Math.max(1, timesNs.length - 1)));
  const phase: ReplayPhase = { kind: 'replay', timesNs, durationNs: lastNs + gapNs };
  replay.check(phase);
  return phase;
}
