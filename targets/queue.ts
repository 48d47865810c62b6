import type { ServerModule } from '../harness/model/target.ts';
import { NS_PER_US } from '../harness/model/units.ts';
import { exponentialNs, SEED_MAX, serviceRng } from './parts/service-times.ts';
import { settingsWithin } from './parts/setting-range.ts';
import { serveStamped } from './parts/stamped-server.ts';

/**
 * The queue M/M/c of queueing theory, when the arrivals are Poisson: with one slot and load ρ the
 * response times are exponential with mean S/(1−ρ), so every percentile is known beforehand. The
 * service times are of its `seed`, of the trial's and of the server's place: the same whenever a
 * trial is repeated, others in the next one.
 */
export const queue = {
  name: 'queue',
  about: 'first come, first served; service times are exponential with mean `serviceUs`',
  protocol: 'http1',
  options: { slots: 1, serviceUs: 5000, seed: 1 },
  async start(options, group = { servers: 1 }) {
    const { slots, serviceUs, seed } = settingsWithin('queue', options, {
      slots: { from: 1, to: 1000, whole: true },
      serviceUs: { from: 1, to: 60_000_000 },
      seed: { from: 0, to: SEED_MAX, whole: true },
    });
    return serveStamped({
      slots,
      serviceNs: exponentialNs(serviceUs * NS_PER_US, serviceRng(seed, group)),
    });
  },
} as const satisfies ServerModule;
