/**
 * What it was that could do no more. A scaling law is about servers: where the generator or the
 * machine gave out first, a further server could not have shown what it can.
 */
import type { TrialRecord } from '../model/record.ts';
import { formatShare } from '../model/units.ts';

/** With more of its processor time taken, a machine has none left for another server. */
export const HOST_BUSY_MAX = 0.9;

/** `servers` also where they wait for something else, such as a lock or a disk of theirs. */
export type Limit = 'servers' | 'generator' | 'host';

/** What limited one trial, with the words for it; `cores` of the machine, where known. */
export function limitOf(
  trial: TrialRecord,
  cores: number | undefined,
): { readonly limit: Limit; readonly because: string } {
  const { usage, window, findings } = trial;
  const said = (rule: string): boolean => findings.some((finding) => finding.rule === rule);
  if (said('saturation')) {
    const busy = Math.max(0, ...usage.generator.workers.map(({ busyShare }) => busyShare));
    return { limit: 'generator', because: `a generator thread was busy ${formatShare(busy)}` };
  }
  if (said('contention')) {
    return { limit: 'host', because: 'generator threads waited for a processor' };
  }
  const { cpuNs } = usage.target;
  if (cores !== undefined && cpuNs !== null && usage.generator.cpuNs !== null) {
    const busy = (cpuNs + usage.generator.cpuNs) / (cores * window.durationNs);
    if (busy > HOST_BUSY_MAX) {
      const because = `${cores} processors were ${formatShare(busy)} busy`;
      return { limit: 'host', because };
    }
  }
  const own = new Set(usage.target.servers.flatMap((server) => server.cores ?? []));
  // A server that has a processor to itself is its own limit; those that share one are not.
  if (cpuNs !== null && own.size > 0 && own.size < usage.target.servers.length) {
    const busy = cpuNs / (own.size * window.durationNs);
    if (busy > HOST_BUSY_MAX) {
      const shared =
        own.size === 1 ? 'one processor, which was' : `${own.size} processors, which were`;
      return { limit: 'host', because: `its processes share ${shared} ${formatShare(busy)} busy` };
    }
  }
  return { limit: 'servers', because: '' };
}
