import { formatCount, formatNs, formatRate, formatShare } from '../model/units.ts';
import type { Figures, Lateness, TrialFigures } from './figures.ts';

/** What is measured, and its value as text; a dash where the system does not tell. */
export type FigureRow = readonly [name: string, value: string];

const orDash = <T>(value: T | null, write: (value: T) => string): string =>
  value === null ? '–' : write(value);

const lateness = ({ p50Ns, p90Ns, maxNs }: Lateness): string =>
  `p50 ${formatNs(p50Ns)}, p90 ${formatNs(p90Ns)}, max ${formatNs(maxNs)}`;

const percentiles = ({ p50Ns, p99Ns }: TrialFigures): string =>
  `p50 ${orDash(p50Ns, formatNs)}, p99 ${orDash(p99Ns, formatNs)}`;

/** The figures for people, in the order of the remarks. */
export function figureRows(figures: Figures): readonly FigureRow[] {
  const { noise, clock, timers, pacing, floor, ceiling, cores, limits } = figures;
  const ports = limits.ports;
  return [
    ['load average', orDash(noise.loadAverage, (load) => load.toFixed(2))],
    ['waiting for a core', orDash(noise.waitShare, formatShare)],
    ['stolen time', orDash(noise.stealShare, formatShare)],
    ['longest pause', formatNs(noise.gapNsMax)],
    ['clock step', formatNs(clock.stepNs)],
    ['clock reading', formatNs(clock.readNs)],
    ['timers late', lateness(timers.coarse)],
    ['alarms late', lateness(timers.precise)],
    [`sent late at ${formatRate(pacing.ratePerSecond)}`, percentiles(pacing)],
    [`service at ${formatRate(floor.ratePerSecond)}`, percentiles(floor)],
    ['one thread’s ceiling', formatRate(ceiling.perSecond)],
    ['… the thread busy', formatShare(ceiling.busyShare)],
    ['cores', `${cores.usable}`],
    ['… allowed', orDash(cores.allowed, String)],
    ['… granted', orDash(cores.quota, (quota) => `${quota} cores’ time`)],
    ['taskset', cores.taskset ? 'there' : 'not found'],
    ['open files', orDash(limits.openFiles, formatCount)],
    ['local ports', orDash(ports, ({ first, last }) => `${first} to ${last}`)],
  ];
}
