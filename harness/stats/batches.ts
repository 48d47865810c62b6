/** With fewer stretches of time, how much they scatter is itself too uncertain. */
export const BATCHES_MIN = 10;
/** From more stretches on, each has too little in it to tell. */
const BATCHES_MAX = 40;

/**
 * Neighbours taken together, as many in each group (the last may have fewer), so that there are 40
 * groups at most. `join` makes one of several.
 */
export function gatherBatches<Batch>(
  batches: readonly Batch[],
  join: (some: readonly Batch[]) => Batch,
): readonly Batch[] {
  const each = Math.ceil(batches.length / BATCHES_MAX);
  if (each <= 1) return batches;
  const groups = Math.ceil(batches.length / each);
  return Array.from({ length: groups }, (_, at) => join(batches.slice(at * each, (at + 1) * each)));
}
