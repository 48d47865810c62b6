/** The figures that decide what can be measured on this machine, for programs. Pure. */
import { PACING_FLOOR_NS, PACING_SHARE_MAX } from '../judge/pacing.ts';
import { BUSY_MAX } from '../judge/saturation.ts';
import type { CeilingFigures, Figures, LimitFigures, TrialFigures } from './figures.ts';

/** Null is what is not known. */
export interface Measurable {
  /** Times that differ by less are the same to the clock. */
  readonly timeStepNs: number;
  /** A server that does nothing takes as long: no shorter service time is a server's own. */
  readonly serviceNsMin: number | null;
  /** Open loads of servers whose response p99 is below it may be called invalid; 0 for none. */
  readonly responseNsP99Min: number | null;
  /** What one generator thread has been seen to send and take in, with time to spare. */
  readonly perSecondPerThread: number;
  /** Connections to one server that can be open at once. */
  readonly connectionsMax: number | null;
}

/** Late sends must be a small share of what they are late for, unless they are hardly late. */
export function responseNsP99Min({ p99Ns }: TrialFigures): number | null {
  if (p99Ns === null) return null;
  return p99Ns <= PACING_FLOOR_NS ? 0 : p99Ns / PACING_SHARE_MAX;
}

/** Where the thread was the limit it had no time to spare; else more was not seen. */
export const perSecondPerThread = ({ perSecond, busyShare }: CeilingFigures): number =>
  busyShare > BUSY_MAX ? (BUSY_MAX * perSecond) / busyShare : perSecond;

/** Each takes a file, and a port of its own. */
export function connectionsMax({ openFiles, ports }: LimitFigures): number | null {
  if (openFiles === null && ports === null) return null;
  const range = ports === null ? Number.POSITIVE_INFINITY : ports.last - ports.first + 1;
  return Math.min(openFiles ?? Number.POSITIVE_INFINITY, range);
}

export const measurableWith = ({ clock, floor, pacing, ceiling, limits }: Figures): Measurable => ({
  timeStepNs: clock.stepNs,
  serviceNsMin: floor.p50Ns,
  responseNsP99Min: responseNsP99Min(pacing),
  perSecondPerThread: perSecondPerThread(ceiling),
  connectionsMax: connectionsMax(limits),
});
