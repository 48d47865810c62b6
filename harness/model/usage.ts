/** What the processes and threads of a trial took from the machine, as its record has it. */

/** What a process took from the machine during the window; null where the system does not tell. */
export interface ServerUsage {
  readonly server: number;
  readonly pid: number | null;
  /** `balancer` for what stands in front of the servers; absent for a server. */
  readonly role?: 'balancer';
  /** The processors it was kept on; absent where it was not. */
  readonly cores?: readonly number[];
  /** Connections the clients spread onto it. */
  readonly connections: number;
  /** User and system time within the window. */
  readonly cpuNs: number | null;
  /** Largest resident set since its start. */
  readonly rssBytesMax: number | null;
  /** Requests by the server's own count, warm-up included; null where it cannot be asked. */
  readonly requests: number | null;
  /** What it told of itself within the window, by name; absent where it told nothing. */
  readonly numbers?: Readonly<Record<string, OwnNumber>>;
  /** Why the first line was left out that could not be read; absent where all could. */
  readonly numbersFault?: string;
}

/** One of a server's own numbers. */
export interface OwnNumber {
  /** How often it was told. */
  readonly readings: number;
  readonly mean: number;
  readonly max: number;
}

/** What a generator thread did and took from the machine. */
export interface WorkerUsage {
  readonly worker: number;
  readonly connections: number;
  readonly sent: number;
  /** Time on a processor within the window; null where the system does not tell. */
  readonly cpuNs: number | null;
  /** Time ready to run but waiting for a processor within the window. */
  readonly waitNs: number | null;
  /**
   * How often it was given a processor within the window; null where the system does not tell,
   * absent in older records.
   */
  readonly timeslices?: number | null;
  /** Share of the window in which the thread neither slept nor merely polled, from 0 to 1. */
  readonly busyShare: number;
  /** Garbage collection within the window: all of it, and the longest pause. */
  readonly gcNs: number;
  readonly gcNsMax: number;
}

/** Both sides' use of the machine within the window. */
export interface Usage {
  readonly target: {
    readonly cpuNs: number | null;
    readonly rssBytesMax: number | null;
    readonly servers: readonly ServerUsage[];
  };
  readonly generator: {
    /** The processors it was kept on; absent where it was not. */
    readonly cores?: readonly number[];
    readonly cpuNs: number | null;
    readonly workers: readonly WorkerUsage[];
  };
}
