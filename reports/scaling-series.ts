/** Conditions that differ in their number of servers only, so that servers are what they show. */
import type { Condition } from './condition.ts';
import { loadPerServer } from './load-text.ts';

export interface ScalingSeries {
  readonly target: string;
  readonly scenario: string;
  readonly model: 'open' | 'closed';
  /** `target`, with what else is needed to tell it from other series. */
  readonly label: string;
  /** From the fewest servers to the most; two or more. */
  readonly conditions: readonly Condition[];
}

/**
 * Finds them: for each target, scenario and load model the loads may be the same in total, the same
 * for each server, or whatever was chosen as long as there is one for each number of servers.
 */
export function scalingSeries(conditions: readonly Condition[]): ScalingSeries[] {
  const alike = groupBy(conditions, ({ run, target, scenario, load }) =>
    JSON.stringify([run, target, scenario, load.model]),
  );
  return alike.flatMap((group) => {
    const found = onePerCount(group)
      ? [group]
      : [
          ...groupBy(group, ({ load }) => JSON.stringify(load)),
          ...groupBy(group, ({ load, servers }) => JSON.stringify(loadPerServer(load, servers))),
        ];
    return found.filter((series) => series.length > 1 && onePerCount(series)).flatMap(toSeries);
  });
}

function toSeries(conditions: readonly Condition[]): ScalingSeries[] {
  const [first] = conditions;
  if (first === undefined) return [];
  return [
    {
      target: first.target,
      scenario: first.scenario,
      model: first.load.model,
      label: first.run ? `${first.run} · ${first.target}` : first.target,
      conditions: [...conditions].sort((a, b) => a.servers - b.servers),
    },
  ];
}

const onePerCount = (conditions: readonly Condition[]) =>
  new Set(conditions.map(({ servers }) => servers)).size === conditions.length;

/** In the order in which the keys first come. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
