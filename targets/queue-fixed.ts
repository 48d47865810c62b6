import type { ServerModule } from '../harness/model/target.ts';
import { NS_PER_US } from '../harness/model/units.ts';
import { settingsWithin } from './parts/setting-range.ts';
import { serveStamped } from './parts/stamped-server.ts';

/**
 * The queue M/D/c, when the arrivals are Poisson: its waits are half of those with exponential
 * service times. It keeps its turns as `pooled` does, and tells its stamps.
 */
export const queueFixed = {
  name: 'queue-fixed',
  about: 'first come, first served; every service time is `serviceUs`',
  protocol: 'http1',
  options: { slots: 1, serviceUs: 5000 },
  async start(options) {
    const { slots, serviceUs } = settingsWithin('queue-fixed', options, {
      slots: { from: 1, to: 1000, whole: true },
      serviceUs: { from: 1, to: 60_000_000 },
    });
    const serviceNs = Math.round(serviceUs * NS_PER_US);
    return serveStamped({ slots, serviceNs: () => serviceNs });
  },
} as const satisfies ServerModule;
