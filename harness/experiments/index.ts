/** Every kind of question. A new one is a file of its own and a line here. */
import { capacity } from './capacity.ts';
import { compare } from './compare.ts';
import type { ExperimentKind } from './experiment-kind.ts';
import { gate } from './gate.ts';
import { run } from './run.ts';
import { scale } from './scale.ts';

export const experiments = [
  run,
  compare,
  scale,
  capacity,
  gate,
] as const satisfies readonly ExperimentKind[];
