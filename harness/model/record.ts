/**
 * The run record: the one versioned artefact of a run. Every report is a reading of it. Fields are
 * added freely; a meaning never changes. Times are integer nanoseconds, sizes bytes.
 */
import type { Instrument } from './instrument.ts';
import type { Load } from './load.ts';
import type { FailureKind } from './protocol.ts';
import type { CheckMode, Engine, TrialPurpose, TrialSettings } from './trial.ts';
import type { Usage } from './usage.ts';
import type { Finding, Verdict } from './verdict.ts';

/** Of the records this version writes: major changes a meaning, minor adds a field. */
export const SCHEMA_VERSION = '1.0';

/** The percentiles every latency record carries, in percent. */
export const recordedPercentiles = [50, 75, 90, 95, 99, 99.9, 99.99] as const;

/** Such as `p99.9`. */
export type PercentileName = `p${(typeof recordedPercentiles)[number]}`;

/** One run: what was asked, on what machine, every trial, and what follows. */
export interface RunRecord {
  readonly schemaVersion: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** The experiment: `run`, `compare`, `scale`, … */
  readonly command: string;
  readonly argv: readonly string[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Everything that was decided before the run, defaults included. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  /** How the machine was as an instrument when the run began; absent where nobody looked. */
  readonly instrument?: Instrument;
  readonly trials: readonly TrialRecord[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}

/** What must be the same for two records to be comparable. */
export interface Environment {
  readonly node: string;
  readonly os: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** One target × servers × scenario × load × seed, measured once. */
export interface TrialRecord {
  /** Unique in the record, such as `fastify-2-servers-1`. */
  readonly id: string;
  readonly target: string;
  readonly servers: number;
  readonly scenario: string;
  readonly repetition: number;
  /** See `TrialPlan`; absent for all other trials. */
  readonly twin?: true;
  /** What its experiment measured it for, where that is not the same for all. */
  readonly purpose?: TrialPurpose;
  readonly seed: number;
  readonly engine: Engine;
  readonly workers: number;
  readonly connections: number;
  readonly settings: TrialSettings;
  readonly load: Load;
  /** The measured part of the trial; `startedAtNs` is the warm-up's length. */
  readonly window: { readonly startedAtNs: number; readonly durationNs: number };
  readonly counts: Counts;
  /** The same for what was sent before the window. */
  readonly warmup: Counts;
  /** Right answers that arrived within the window, over its length. */
  readonly throughputPerSecond: number;
  /** Arrivals that the schedule put into the window, over its length; null for a closed load. */
  readonly offeredPerSecond: number | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /**
   * Little's law over the whole trial, warm-up included: exchanges in flight integrated over time,
   * and all service times added up. Counted on two ways, they must be the same.
   */
  readonly little: { readonly inFlightNs: number; readonly serviceNs: number };
  readonly latency: Latencies & {
    /**
     * sent − the later of intended and the moment a connection became free: lateness that is the
     * harness's alone. One per request sent.
     */
    readonly pacing: LatencyRecord;
    /** One per connection made, warm-up included. */
    readonly connect: LatencyRecord;
    /** One per TLS handshake made, warm-up included. */
    readonly handshake: LatencyRecord;
  };
  /** Of all operations; absent where no answer said anything of it, and in older records. */
  readonly served?: ServedRecord;
  readonly operations: Readonly<Record<string, OperationRecord>>;
  /** Absent where no scenario had steps, and in older records. */
  readonly sessions?: SessionsRecord;
  /** Absent in older records. */
  readonly checks?: ChecksRecord;
  /** Redirections that were followed, warm-up and all; absent where none was. */
  readonly followed?: number;
  /** One point per `seriesIntervalNs`, by intended time; its counts sum to `counts`. */
  readonly series: readonly SeriesPoint[];
  readonly seriesIntervalNs: number;
  /**
   * The same of the warm-up, by intervals of its own; their counts sum to `warmup`. Empty where
   * there was none, absent in older records.
   */
  readonly warmupSeries?: readonly WarmupPoint[];
  readonly usage: Usage;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
}

/**
 * intended = sent + unsent, and sent = completed + failed (over all kinds) + unfinished. In a
 * closed load a request is intended when its client has had its answer and has thought.
 */
export interface Counts {
  readonly intended: number;
  readonly sent: number;
  readonly completed: number;
  /** Due in the window and never sent, because no connection became free before the end. */
  readonly unsent: number;
  /** Sent, and without an answer when the drain ended. */
  readonly unfinished: number;
  readonly failed: Readonly<Record<FailureKind, number>>;
}

/** The three distributions that are never mixed. */
export interface Latencies {
  /** done − intended: what a caller waits. */
  readonly response: LatencyRecord;
  /** done − sent: what the wire and the server took. */
  readonly service: LatencyRecord;
  /** sent − intended: how late the harness sent, for lack of time or of a free connection. */
  readonly lag: LatencyRecord;
}

/**
 * One distribution. What failed, was unfinished or never sent is in it with its age, as "at least
 * this long"; `censored` says how many those are. `minNs` to `percentilesNs` are null when empty.
 */
export interface LatencyRecord {
  readonly count: number;
  readonly censored: number;
  /** Values above the histogram's range; counted at its upper end, exact in `maxNs`. */
  readonly overRange: number;
  readonly minNs: number | null;
  readonly maxNs: number | null;
  readonly meanNs: number | null;
  readonly sumNs: number;
  readonly percentilesNs: Readonly<Record<PercentileName, number | null>>;
  /**
   * Those percentiles that are only a lower bound, because censored values lie at or below them.
   */
  readonly atLeast: readonly PercentileName[];
  /** HdrHistogram V2, compressed, base64; nanoseconds, three digits. */
  readonly hdr: string;
  /** The same of the censored values alone, which `hdr` holds too; empty when there are none. */
  readonly censoredHdr: string;
}

/** One operation's part of a trial. */
export interface OperationRecord {
  readonly counts: Counts;
  readonly latency: Latencies;
  /** The first wrong answer to it; absent where none was wrong. */
  readonly example?: AnswerExample;
  /** Absent where no answer said anything of it. */
  readonly served?: ServedRecord;
}

/** Right answers that said how long they took the server, as `Server-Timing` does. */
export interface ServedRecord {
  readonly server: LatencyRecord;
  /** service − server: the network, and what the server does not count. */
  readonly network: LatencyRecord;
  /** Answers that said more than the whole exchange took; they count as 0 of network. */
  readonly longer: number;
}

/** A wrong answer, for people: cut short, and without the scenario's secrets. */
export interface AnswerExample {
  readonly outcome: 'status' | 'mismatch';
  readonly expected: string;
  readonly got: string;
}

/** Runs through the steps of a scenario that began within the window. */
export interface SessionsRecord {
  readonly begun: number;
  /** Came to the end of their steps. */
  readonly completed: number;
  /** Ended by a failed request, or by a value that was not there. */
  readonly failed: number;
  /** Still under way when the window ended: their next requests were not sent. */
  readonly cut: number;
  /** From the arrival to the last answer; what failed or was cut is in it as "at least". */
  readonly duration: LatencyRecord;
  /** The same from the first to the last step of each group. */
  readonly groups: Readonly<Record<string, LatencyRecord>>;
  /** Time that functions of the user's took, over the whole trial. */
  readonly functionNs: number;
  /** Why the first session ended that could not go on; absent where all could. */
  readonly example?: string;
}

/** Which answers were compared with what was expected of them. */
export interface ChecksRecord {
  readonly mode: CheckMode;
  /** Answers that were looked at as a whole, over the whole trial, and how long that took. */
  readonly inspected: number;
  readonly inspectNs: number;
}

/** One interval's part of a trial. */
export interface SeriesPoint extends Counts {
  /** Start of the interval, from the start of the window. */
  readonly atNs: number;
  /** Right answers that arrived in this interval, whenever they were sent. */
  readonly answered: number;
  /**
   * Processor time of all servers within the interval, which sums to `usage.target.cpuNs`; null
   * where the system does not tell, absent in older records.
   */
  readonly targetCpuNs?: number | null;
  /**
   * The same of all generator threads, read from outside of them: it sums to about
   * `usage.generator.cpuNs`, which they read themselves.
   */
  readonly generatorCpuNs?: number | null;
  /**
   * Requests without an answer yet when the interval ended, and those due by then that were not
   * sent yet, by counters that the main thread read at that time. Absent in older records, and
   * where it had no time to.
   */
  readonly inFlight?: number;
  readonly waiting?: number;
  readonly latency: Latencies;
}

/** One interval's part of a warm-up, up to the next one's start or to that of the window. */
export interface WarmupPoint extends Counts {
  /** Start of the interval, from the start of the window: below 0. */
  readonly atNs: number;
  /** Right answers that arrived in this interval, whenever they were sent. */
  readonly answered: number;
  readonly response: LatencyRecord;
}
