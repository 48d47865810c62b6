import type { HarnessErrorData } from '../model/harness-error.ts';
import type { Endpoint } from '../model/protocol.ts';
import type { TrialPlan } from '../model/trial.ts';
import type { BoundScenario } from '../scenario/bound-scenario.ts';
import type { SharedMemory } from './control.ts';
import type { RecorderData } from './recorder.ts';

/** All a generator thread is told. Plain data: functions never cross to a thread. */
export interface GeneratorTask {
  readonly worker: number;
  readonly workers: number;
  readonly plan: Pick<TrialPlan, 'load' | 'seed' | 'settings'>;
  readonly scenario: BoundScenario;
  readonly endpoints: readonly Endpoint[];
  /** The endpoint of each connection of this thread. */
  readonly connections: readonly number[];
  /** Of its first client, over all threads. */
  readonly firstClient: number;
  readonly seriesIntervalNs: number;
  /** Each thread has a processor to itself. */
  readonly ownProcessor: boolean;
  /** Origin of the shared time line, from `epochNow`. */
  readonly epoch: bigint;
  readonly memory: SharedMemory;
}

/** All a generator thread reports. */
export interface GeneratorResult extends RecorderData {
  readonly worker: number;
  /** Within the window. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Time on a processor within the window; null where the system does not tell. */
  readonly cpuNs: number | null;
  /** Time ready to run but without a processor within the window. */
  readonly waitNs: number | null;
  /** How often it was given a processor within the window. */
  readonly timeslices: number | null;
  /** Share of the window in which the thread neither slept nor merely polled, from 0 to 1. */
  readonly busyShare: number;
  /** Garbage collection within the window: all of it, and the longest pause. */
  readonly gcNs: number;
  readonly gcNsMax: number;
  /** Exchanges in flight integrated over the whole trial, and all service times added up. */
  readonly inFlightNs: number;
  readonly serviceNs: number;
  /** Answers looked at as a whole, over the whole trial. */
  readonly inspected: number;
  readonly inspectNs: number;
  /** Answers that led on and were followed, over the whole trial. */
  readonly followed: number;
}

/** A user's mistake or a mishap, as it crosses from a thread; anything else is a lost worker. */
export type GeneratorReply =
  | { readonly kind: 'result'; readonly result: GeneratorResult }
  | ({ readonly kind: 'error' } & HarnessErrorData);
