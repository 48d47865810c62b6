import type { ArrivalKind } from './arrival-kind.ts';
import { type ConstantPhase, constant } from './constant.ts';
import { type PoissonPhase, poisson } from './poisson.ts';
import { type RampPhase, ramp } from './ramp.ts';
import { type ReplayPhase, replay } from './replay.ts';

/** Every way for requests to arrive. A new one is a file of its own and a line here. */
export const arrivalKinds = [poisson, constant, ramp, replay] as const satisfies readonly (
  | ArrivalKind<PoissonPhase>
  | ArrivalKind<ConstantPhase>
  | ArrivalKind<RampPhase>
  | ArrivalKind<ReplayPhase>
)[];

/** A phase of any of these kinds. */
export type ArrivalPhase = PoissonPhase | ConstantPhase | RampPhase | ReplayPhase;
