/**
 * One stretch of an open load. Each arrival kind adds its own fields (see `arrivals/`); what every
 * kind has is a name and a length.
 */
export interface Phase {
  readonly kind: string;
  readonly durationNs: number;
}

/** Arrivals that do not wait for answers, played phase after phase. */
export interface OpenLoad {
  readonly model: 'open';
  readonly phases: readonly Phase[];
}

/** N clients, each of which sends its next request when it has its answer and has thought. */
export interface ClosedLoad {
  readonly model: 'closed';
  readonly clients: number;
  readonly thinkNs: number;
  readonly durationNs: number;
}

/** How much, not what. */
export type Load = OpenLoad | ClosedLoad;

/** Length of the measured window the load asks for, without warm-up. */
export function loadDurationNs(load: Load): number {
  if (load.model === 'closed') return load.durationNs;
  return load.phases.reduce((sum, phase) => sum + phase.durationNs, 0);
}
