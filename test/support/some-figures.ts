import type { Figures } from '../../harness/doctor/figures.ts';

const US = 1e3;
const MS = 1e6;

/** Of a machine that is quiet, fast and tells everything. */
export const goodFigures: Figures = {
  clock: { stepNs: 40, readNs: 50 },
  noise: { watchedNs: 1e9, gapNsMax: 80 * US, waitShare: 0.001, stealShare: 0, loadAverage: 0.3 },
  timers: {
    coarse: { p50Ns: 0.6 * MS, p90Ns: 1.1 * MS, maxNs: 1.3 * MS },
    precise: { p50Ns: 2 * US, p90Ns: 5 * US, maxNs: 40 * US },
  },
  pacing: { ratePerSecond: 1000, p50Ns: 4 * US, p99Ns: 90 * US },
  floor: { ratePerSecond: 200, p50Ns: 110 * US, p99Ns: 300 * US },
  ceiling: { perSecond: 90_000, connections: 64, busyShare: 0.9 },
  cores: { usable: 8, allowed: '0-7', quota: null, taskset: true },
  limits: { openFiles: 20_000, ports: { first: 32_768, last: 60_999 } },
};

/** Of a system that tells nothing but what can be measured. */
export const silentFigures: Figures = {
  ...goodFigures,
  noise: { ...goodFigures.noise, waitShare: null, stealShare: null, loadAverage: null },
  pacing: { ratePerSecond: 1000, p50Ns: null, p99Ns: null },
  floor: { ratePerSecond: 200, p50Ns: null, p99Ns: null },
  cores: { usable: 8, allowed: null, quota: null, taskset: false },
  limits: { openFiles: null, ports: null },
};
