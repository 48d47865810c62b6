/** What is known of the machine as an instrument. Null is what the system does not tell. */
export interface Instrument {
  /** Cores this process may use, and cores' worth of time it is granted where there is a limit. */
  readonly coresUsable: number;
  readonly coresGranted: number | null;
  /** Files and sockets that one process may have open. */
  readonly openFilesMax: number | null;
  /** Smallest difference between two readings of the clock, and what a reading costs. */
  readonly clockStepNs: number;
  readonly clockReadNs: number;
  /** Of a thread that read the clock for a tenth of a second: the longest it had no core, … */
  readonly pauseNsMax: number;
  /** … the share of the time that it was ready and had none, … */
  readonly waitShare: number | null;
  /** … and the share of all cores' time that the hypervisor gave to others. */
  readonly stealShare: number | null;
  /** Processes that ran or wanted to, averaged over the last minute. */
  readonly loadAverage: number | null;
  /** How late Node.js's timers ring, and the alarms that send open loads; medians. */
  readonly timerLateNsP50: number;
  readonly alarmLateNsP50: number;
  /** What `steelyard doctor` last found on this machine; null where it was not asked. */
  readonly examination: Examination | null;
}

/** The loads that the doctor tried, on one thread, against a server that does nothing. */
export interface Examination {
  /** ISO 8601, UTC. */
  readonly examinedAt: string;
  /** How late an open load was sent, by the harness's own fault, at this rate. */
  readonly pacingPerSecond: number;
  readonly pacingNsP50: number | null;
  readonly pacingNsP99: number | null;
  /** The service time that is left when the server does nothing. */
  readonly floorNsP50: number | null;
  /** Right answers per second that one thread took in. */
  readonly ceilingPerSecond: number;
}
