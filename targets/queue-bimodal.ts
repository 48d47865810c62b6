import type { ServerModule } from '../harness/model/target.ts';
import { NS_PER_US } from '../harness/model/units.ts';
import { eitherNs, SEED_MAX, serviceRng } from './parts/service-times.ts';
import { settingsWithin } from './parts/setting-range.ts';
import { serveStamped } from './parts/stamped-server.ts';

/**
 * The queue M/G/c with a few long requests among many short ones, as servers with a cache have.
 * With one slot the mean wait is λE[S²]/(2(1−ρ)) (Pollaczek and Khinchine); with the defaults E[S]
 * is 1.9 ms and E[S²] is 10.9 ms².
 */
export const queueBimodal = {
  name: 'queue-bimodal',
  about: 'first come, first served; service is short, or long with probability `longShare`',
  protocol: 'http1',
  options: { slots: 1, shortUs: 1000, longUs: 10_000, longShare: 0.1, seed: 1 },
  async start(options, group = { servers: 1 }) {
    const { slots, shortUs, longUs, longShare, seed } = settingsWithin('queue-bimodal', options, {
      slots: { from: 1, to: 1000, whole: true },
      shortUs: { from: 1, to: 60_000_000 },
      longUs: { from: 1, to: 60_000_000 },
      longShare: { from: 0, to: 1 },
      seed: { from: 0, to: SEED_MAX, whole: true },
    });
    const shortNs = Math.round(shortUs * NS_PER_US);
    const longNs = Math.round(longUs * NS_PER_US);
    const serviceNs = eitherNs({ shortNs, longNs, longShare }, serviceRng(seed, group));
    return serveStamped({ slots, serviceNs });
  },
} as const satisfies ServerModule;
