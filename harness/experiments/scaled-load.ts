import type { ArrivalPhase } from '../arrivals/index.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Phase } from '../model/load.ts';
import { unreachable } from '../model/unreachable.ts';

/** The phase at a multiple of its rate. Throws a usage error for times that were recorded. */
function scaledPhase(phase: ArrivalPhase, factor: number): ArrivalPhase {
  switch (phase.kind) {
    case 'poisson':
    case 'constant':
      return { ...phase, ratePerSecond: phase.ratePerSecond * factor };
    case 'ramp': {
      const { fromPerSecond, toPerSecond } = phase;
      return {
        ...phase,
        fromPerSecond: fromPerSecond * factor,
        toPerSecond: toPerSecond * factor,
      };
    }
    case 'replay':
      throw new HarnessError(
        'usage',
        'Recorded times cannot be played at a multiple of their rate.',
        'Use --rate or --phase to say how much load each server gets.',
      );
    default:
      return unreachable(phase);
  }
}

/** The load of one server, for several of them: the same phases at so many times their rates. */
export const scaledPhases = (phases: readonly ArrivalPhase[], factor: number): readonly Phase[] =>
  phases.map((phase) => scaledPhase(phase, factor));
