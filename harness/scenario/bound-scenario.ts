/**
 * A scenario with everything that it names outside itself: files read, rows loaded, values of the
 * environment taken. Plain data, so that it crosses to the threads. It has secrets in it and is
 * never written anywhere.
 */
import type { Json, Operation, Scenario, Step } from '../model/scenario.ts';
import type { DataRows } from './data-rows.ts';

export interface BoundScenario {
  readonly scenario: Omit<Scenario, 'functions'>;
  readonly operations: readonly Operation[];
  readonly variables: Readonly<Record<string, Json>>;
  readonly data: readonly DataRows[];
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** What setup has captured and set. */
  readonly shared: Readonly<Record<string, unknown>>;
  /** What of that must not be seen. */
  readonly hidden: readonly string[];
  /** Contents of files by the path that the scenario has for them. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** The module that exports its functions; absolute. */
  readonly module: string | undefined;
  /** Whether its requests are all known beforehand, and need no session. */
  readonly isStatic: boolean;
}

/** The steps of every part of a scenario, in the order in which they run. */
export const allSteps = ({
  setup,
  steps,
  teardown,
}: Omit<Scenario, 'functions'>): readonly Step[] => [
  ...(setup ?? []),
  ...(steps ?? []),
  ...(teardown ?? []),
];
