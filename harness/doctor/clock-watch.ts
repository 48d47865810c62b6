import { threadUsage } from '../generator/thread-usage.ts';
import type { Clock } from '../model/clock.ts';
import type { ClockFigures, NoiseFigures } from './figures.ts';
import { readCoreTicks, readLoadAverage } from './system.ts';
import { stolenShare } from './system-text.ts';

export interface ClockReadings extends ClockFigures {
  readonly watchedNs: number;
  readonly gapNsMax: number;
}

/** Reads a clock for a while, and nothing else. Blocks the thread. */
export function readOften(nowNs: () => number, forNs: number): ClockReadings {
  const startNs = nowNs();
  let lastNs = startNs;
  let readings = 0;
  let stepNs = Number.POSITIVE_INFINITY;
  let gapNsMax = 0;
  while (lastNs - startNs < forNs) {
    const readNs = nowNs();
    readings++;
    const gapNs = readNs - lastNs;
    if (gapNs > 0 && gapNs < stepNs) stepNs = gapNs;
    if (gapNs > gapNsMax) gapNsMax = gapNs;
    lastNs = readNs;
  }
  const watchedNs = lastNs - startNs;
  return { stepNs, readNs: watchedNs / readings, watchedNs, gapNsMax };
}

/** What the clock can tell apart, and what else took this thread's core meanwhile. */
export function watchClock(
  clock: Clock,
  forNs: number,
): { readonly clock: ClockFigures; readonly noise: NoiseFigures } {
  const loadAverage = readLoadAverage();
  const [thread, ticks] = [threadUsage(), readCoreTicks()];
  const { stepNs, readNs, watchedNs, gapNsMax } = readOften(() => clock.nowNs(), forNs);
  const [threadAfter, ticksAfter] = [threadUsage(), readCoreTicks()];
  const waitShare =
    thread === null || threadAfter === null
      ? null
      : (threadAfter.waitNs - thread.waitNs) / watchedNs;
  const stealShare = stolenShare(ticks, ticksAfter);
  return {
    clock: { stepNs, readNs: Math.round(readNs) },
    noise: { watchedNs, gapNsMax, waitShare, stealShare, loadAverage },
  };
}
