import type { Load } from './load.ts';

/** Which load generator drives a trial: our own, or autocannon for closed loops. */
export const engines = ['native', 'autocannon'] as const;
/** Name of an engine. */
export type Engine = (typeof engines)[number];

/** How an open load waits for its next send; see `AlarmPrecision`. */
export const pacings = ['precise', 'economical'] as const;
/** Name of a way to wait. */
export type Pacing = (typeof pacings)[number];

/** Which answers are compared with what is expected of them. */
export const checkModes = ['every', 'sampled', 'first'] as const;
/** `sampled`: one in twenty of each operation · `first`: the first of each on each thread. */
export type CheckMode = (typeof checkModes)[number];

/** One target × servers × scenario × load × seed, to be measured once. Plain data. */
export interface TrialPlan {
  /** Name of a target of the session. */
  readonly target: string;
  readonly servers: number;
  /** Name of a scenario of the session. */
  readonly scenario: string;
  readonly load: Load;
  /** Which of several measurements of the same thing this is, from 1. */
  readonly repetition: number;
  /**
   * The second measurement of the same in the same block, made to see by how much a thing differs
   * from itself.
   */
  readonly twin?: true;
  /** What its experiment measures it for, where that is not the same for all. */
  readonly purpose?: TrialPurpose;
  /** Quiet time before it, for a target to get rid of what an earlier trial left; 0 when absent. */
  readonly pauseNs?: number;
  /** Fixes the arrivals and the mix of operations. */
  readonly seed: number;
  readonly settings: TrialSettings;
}

/** Steps of a search: a first guess, the search itself, and long trials of what it has found. */
export type TrialPurpose = 'probe' | 'search' | 'confirmation';

/** Processors by their numbers: those of the generator, and those of each server. */
export interface PinPlan {
  readonly generator: readonly number[];
  readonly servers: readonly (readonly number[])[];
}

/** What stays the same over all trials of an experiment. */
export interface TrialSettings {
  readonly engine: Engine;
  readonly workers: number;
  /** Connections over all workers and servers. A closed load has one client on each. */
  readonly connections: number;
  /** Exchanges in flight on one connection, 1 or more. */
  readonly pipelining: number;
  /** `precise` when absent. */
  readonly pacing?: Pacing;
  /** `every` when absent. */
  readonly checks?: CheckMode;
  /** Keeps the generator and the servers on processors of their own; not when absent. */
  readonly pin?: true;
  /** Sends every operation once before the trial, and checks it; done when absent. */
  readonly preflight?: false;
  /** Played before the window at the load's opening rate, and not counted. */
  readonly warmupNs: number;
  /** A request without an answer after this long has failed. */
  readonly timeoutNs: number;
  /** The strictest limit on a latency that the run is judged by; absent when there is none. */
  readonly latencyLimitNs?: number;
  /** How long after the window the last answers are waited for. */
  readonly drainNs: number;
}

/** How an open load of these settings waits: precisely, unless they say otherwise. */
export const pacingOf = ({ pacing = 'precise' }: TrialSettings): Pacing => pacing;

/** Which answers of these settings are compared: every one, unless they say otherwise. */
export const checkModeOf = ({ checks = 'every' }: TrialSettings): CheckMode => checks;
