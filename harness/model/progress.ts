import type { FailureKind } from './protocol.ts';
import type { TrialRecord } from './record.ts';
import type { TrialPlan } from './trial.ts';

/** Where a trial is. */
export type TrialStage = 'starting' | 'warm-up' | 'window' | 'drain' | 'stopping';

/** A look at a running trial, taken from shared counters a few times a second. */
export interface Progress {
  readonly stage: TrialStage;
  /** From the start of the load, warm-up included. */
  readonly elapsedNs: number;
  /** Length of warm-up and window together. */
  readonly totalNs: number;
  /** Totals since the start of the load, warm-up included. */
  readonly intended: number;
  readonly sent: number;
  readonly completed: number;
  readonly failed: number;
  /** Those by kind, where there are any. */
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>;
  readonly inFlight: number;
  /** Arrivals that are due and not sent yet. */
  readonly waiting: number;
  /** The following are of the last second or so; null before there are any. */
  readonly completedPerSecond: number;
  /** Arrivals that were due; null for a closed load. */
  readonly offeredPerSecond: number | null;
  /** By how much requests left late by the harness's own fault, on average; null without any. */
  readonly lateNs: number | null;
  readonly responseNsP50: number | null;
  readonly responseNsP99: number | null;
  readonly responseNsMax: number | null;
}

/** Whoever watches a session. Called on the main thread only, never in a generator thread. */
export interface Observer {
  trialStarted(plan: TrialPlan, position: { readonly index: number; readonly of: number }): void;
  progress(progress: Progress): void;
  trialFinished(trial: TrialRecord): void;
}
