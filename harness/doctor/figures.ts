/** What the doctor finds out about a machine. Null is what the system does not tell. */

/** How late something was. */
export interface Lateness {
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly maxNs: number;
}

export interface ClockFigures {
  /** Smallest difference between two readings that differ. */
  readonly stepNs: number;
  /** What a reading costs. */
  readonly readNs: number;
}

export interface TimerFigures {
  /** Of Node.js's own timers. */
  readonly coarse: Lateness;
  /** Of the alarm that sends open loads, which polls at the end. */
  readonly precise: Lateness;
}

/** Two percentiles of a trial; null when too few requests lie beyond one. */
export interface TrialFigures {
  readonly ratePerSecond: number;
  readonly p50Ns: number | null;
  readonly p99Ns: number | null;
}

export interface CeilingFigures {
  /** Right answers per second that one thread took in. */
  readonly perSecond: number;
  readonly connections: number;
  /** Share of the time that the thread had no time to spare, from 0 to 1. */
  readonly busyShare: number;
}

export interface CoreFigures {
  /** Cores this process may use, as Node.js counts them. */
  readonly usable: number;
  /** Such as `0-3,8`: the system's list of those cores. */
  readonly allowed: string | null;
  /** Cores' worth of time that a control group grants; null also where it sets no limit. */
  readonly quota: number | null;
  /** Whether there is a `taskset` command to pin servers and clients with. */
  readonly taskset: boolean;
}

export interface LimitFigures {
  /** Files and sockets that one process may have open. */
  readonly openFiles: number | null;
  /** Local ports that the system hands out to connections. */
  readonly ports: { readonly first: number; readonly last: number } | null;
}

/** Of a thread that did nothing but read the clock for a while. */
export interface NoiseFigures {
  /** How long it did. */
  readonly watchedNs: number;
  /** Longest time between two readings: something else had the core. */
  readonly gapNsMax: number;
  /** Share of the time that it was ready to run and had no core. */
  readonly waitShare: number | null;
  /** Share of all cores' time that the hypervisor gave to others. */
  readonly stealShare: number | null;
  /** Processes that ran or wanted to, averaged over the last minute, before the doctor came. */
  readonly loadAverage: number | null;
}

/** All of it. */
export interface Figures {
  readonly clock: ClockFigures;
  readonly noise: NoiseFigures;
  readonly timers: TimerFigures;
  /** How late an open load was sent. */
  readonly pacing: TrialFigures;
  /** The service time of a server that does nothing. */
  readonly floor: TrialFigures;
  readonly ceiling: CeilingFigures;
  readonly cores: CoreFigures;
  readonly limits: LimitFigures;
}
