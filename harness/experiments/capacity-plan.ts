/** How many servers a given load takes, from what so many servers were found to hold. */

import { formatRate, formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import type { CapacityAnswer } from './capacity-answer.ts';
import { serversText } from './wording.ts';

/** One line of the plan. */
export interface PlanStep {
  readonly servers: number;
  /** What is known to hold; 0 where nothing is. */
  readonly heldPerSecond: number;
  /** What is left over at the load, as a share of the load; negative where it is missing. */
  readonly headroomShare: number;
  /** How many servers may fail so that the others still hold the load; null where they do not. */
  readonly failuresTolerated: number | null;
}

/** What a plan takes for granted, for its reader to check. */
export const planAssumptions: readonly string[] = [
  'The load has the same arrivals and the same mix of operations as here.',
  'The load is spread evenly over the servers, also after one of them has failed.',
  'Between numbers of servers that were measured, the capacity lies on a straight line; beyond ' +
    'the largest nothing is said.',
  'Whatever the servers share (a database, a network, this machine) is the same there as here.',
  'The confirmed rate is used, not the estimate: it holds by the interval of its figure.',
];

/** The plan for a load; one line for each number of servers that was measured. */
export function capacityPlan(
  answers: readonly Pick<CapacityAnswer, 'servers' | 'heldPerSecond'>[],
  loadPerSecond: number,
): readonly PlanStep[] {
  const known = [...answers]
    .map(({ servers, heldPerSecond }) => ({ servers, held: heldPerSecond ?? 0 }))
    .sort((a, b) => a.servers - b.servers);
  const enough = fewestFor(known, loadPerSecond);
  return known.map(({ servers, held }) => ({
    servers,
    heldPerSecond: held,
    headroomShare: held / loadPerSecond - 1,
    failuresTolerated: enough === null || servers < enough ? null : servers - enough,
  }));
}

interface Known {
  readonly servers: number;
  readonly held: number;
}

/** The fewest servers that hold a load, on the line through what was measured; null for none. */
function fewestFor(known: readonly Known[], loadPerSecond: number): number | null {
  const most = known.at(-1)?.servers ?? 0;
  for (let servers = 1; servers <= most; servers++) {
    if (heldOn(known, servers) >= loadPerSecond) return servers;
  }
  return null;
}

function heldOn(known: readonly Known[], servers: number): number {
  const above = known.find((one) => one.servers >= servers);
  const below = known.findLast((one) => one.servers <= servers) ?? { servers: 0, held: 0 };
  if (above === undefined) return 0;
  if (above.servers === below.servers) return above.held;
  const share = (servers - below.servers) / (above.servers - below.servers);
  return below.held + share * (above.held - below.held);
}

/** The plan in a sentence. */
export function planFinding(
  target: string,
  answers: readonly CapacityAnswer[],
  loadPerSecond: number,
): Finding {
  const steps = capacityPlan(answers, loadPerSecond);
  const first = steps.find(({ failuresTolerated }) => failuresTolerated !== null);
  const last = steps.at(-1);
  const load = formatRate(loadPerSecond);
  const evidence = { loadPerSecond, ...(first ? { servers: first.servers } : {}) };
  if (first === undefined) {
    const most = serversText(last?.servers ?? 0);
    const held = formatRate(last?.heldPerSecond ?? 0);
    const isBroken = (answers.at(-1)?.brokenPerSecond ?? Number.POSITIVE_INFINITY) <= loadPerSecond;
    return {
      rule: 'plan',
      verdict: isBroken ? 'fail' : 'inconclusive',
      claim:
        `${load} is more than ${most} of ${target} ` +
        `${isBroken ? 'hold' : 'are known to hold'} (${held}).`,
      evidence,
      advice: 'Measure more servers, such as --servers 1,2,4,8.',
    };
  }
  const spare =
    last && last.servers > first.servers && last.failuresTolerated !== null
      ? `; with ${last.servers}, ${failuresText(last.failuresTolerated)}`
      : '';
  return {
    rule: 'plan',
    verdict: 'pass',
    claim:
      `${load} takes ${serversText(first.servers)} of ${target}, ` +
      `which ${first.servers === 1 ? 'holds' : 'hold'} ` +
      `${formatRate(first.heldPerSecond)}, ${formatShare(first.headroomShare)} more${spare}.`,
    evidence: { ...evidence, headroomShare: first.headroomShare },
    advice: '',
  };
}

const failuresText = (count: number): string =>
  count === 1 ? 'one server may fail' : `${count} servers may fail`;
