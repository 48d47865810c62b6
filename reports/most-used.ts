/** A few of very many, so that a table stays one: those that matter most, and how many are left. */
interface Weight {
  /** How often it was used. */
  readonly traffic: number;
  /** How often it failed. */
  readonly failures: number;
}

/** What is shown, in its old order, and the rest. */
export interface Chosen<Item> {
  readonly shown: readonly Item[];
  readonly rest: readonly Item[];
}

/** A fifth of the places are for what fails most: it may be rare. */
const FAILING_SHARE = 0.2;

/** All of them where there is room for all, or else the most used and those that fail most. */
export function mostUsed<Item>(
  items: readonly Item[],
  max: number,
  weigh: (item: Item) => Weight,
): Chosen<Item> {
  if (items.length <= max) return { shown: items, rest: [] };
  const weighed = items.map((item) => ({ item, ...weigh(item) }));
  const failing = [...weighed]
    .filter(({ failures }) => failures > 0)
    .sort((a, b) => b.failures - a.failures)
    .slice(0, Math.ceil(max * FAILING_SHARE));
  const chosen = new Set(failing.map(({ item }) => item));
  for (const { item } of [...weighed].sort((a, b) => b.traffic - a.traffic)) {
    if (chosen.size >= max) break;
    chosen.add(item);
  }
  return {
    shown: items.filter((item) => chosen.has(item)),
    rest: items.filter((item) => !chosen.has(item)),
  };
}
