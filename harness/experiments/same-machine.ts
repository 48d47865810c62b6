import { HarnessError } from '../model/harness-error.ts';
import type { Environment } from '../model/record.ts';
import { formatBytes } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';

/** The same machine may report a little more or less memory after it was started anew. */
const MEMORY_SLACK = 0.01;

const fields = {
  node: 'Node',
  os: 'system',
  kernel: 'kernel',
  cpuModel: 'processor',
  cores: 'cores',
} as const satisfies Partial<Record<keyof Environment, string>>;

/** What differs between the machines, each in words such as `cores: 4 and 8`; none when nothing. */
export function machineDifferences(machines: readonly Environment[]): string[] {
  const names = Object.keys(fields) as (keyof typeof fields)[];
  const differing = names.flatMap((name) => {
    const values = [...new Set(machines.map((machine) => String(machine[name])))];
    return values.length > 1 ? [`${fields[name]}: ${values.join(' and ')}`] : [];
  });
  const bytes = machines.map(({ memoryBytes }) => memoryBytes);
  const [least, most] = [Math.min(...bytes), Math.max(...bytes)];
  if (most <= least * (1 + MEMORY_SLACK)) return differing;
  return [...differing, `memory: ${formatBytes(least)} and ${formatBytes(most)}`];
}

/**
 * Throws a usage error for records of different machines. Where that was `forced`, a finding says
 * what differs instead.
 */
export function sameMachine(machines: readonly Environment[], forced: boolean): Finding[] {
  const differing = machineDifferences(machines);
  if (differing.length === 0) return [];
  const what = differing.join('; ');
  if (!forced) {
    throw new HarnessError(
      'usage',
      `The records are of different machines (${what}), so their difference is not the servers'.`,
      'Measure all on one machine, or add --force to see the figures beside each other.',
    );
  }
  return [
    {
      rule: 'same-machine',
      verdict: 'inconclusive',
      claim: `The records are of different machines (${what}).`,
      evidence: {},
      advice: 'Measure all on one machine before you decide anything by this.',
    },
  ];
}
