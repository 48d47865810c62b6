/**
 * Time as an argument. Real time and simulated time are the same interface, so a whole trial runs
 * in a test in simulated time.
 */
export interface Clock {
  /** Integer nanoseconds on the run's one time line, which all threads of a run share. */
  nowNs(): number;
  /**
   * An alarm that rings once each time it is set. `precise` alarms ring within microseconds and may
   * cost a busy processor while they wait their last milliseconds (and leave it for 50 µs now and
   * then, where others may want it); `economical` ones ring within
   * microseconds as well, but sleep meanwhile, and hold back what else happens on the thread by up
   * to 0.2 ms; `coarse` ones ring a millisecond or so late and cost nothing. While nothing else can
   * happen on this thread before the alarm, the first two may block the thread.
   */
  alarm(precision: AlarmPrecision, ring: () => void, alone?: Alone): Alarm;
  /** How long precise alarms have waited so far while there was nothing else to do, in ns. */
  idlePollNs(): number;
}

/** What an alarm may know of the thread that waits for it. */
export interface Alone {
  /** Whether nothing else can happen on the thread before the alarm. */
  quiet(): boolean;
  /** Told when that is so and the alarm is about to ring: the time to get ready, off the clock. */
  prepare?(): void;
}

/** How late an alarm may ring, and what it may cost; see `Clock.alarm`. */
export type AlarmPrecision = 'precise' | 'economical' | 'coarse';

/**
 * One pending time at most: setting it again replaces the time. Never rings before its time, and
 * never while it is set: a precise or economical one whose time has passed rings at the end of the
 * turn, when all is read that came in together.
 */
export interface Alarm {
  set(atNs: number): void;
  clear(): void;
}
