/**
 * How exact the harness is on a service whose capacity is known: `pooled` has 4 slots of 5 ms, so a
 * server does 800/s, and N servers N times that. Prints what was measured over that, for 1, 2, 4
 * and 8 servers, and the service time at half the capacity, which is 5 ms where no slot is busy.
 *
 * Then what `scale` makes of it, which is to be a straight line, and of a variant whose servers
 * share a lock, whose σ is known.
 *
 *     npm run bench:scaling -- [--seconds 4] [--lock 0.02] [--repetitions 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scale } from '../../harness/experiments/scale.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { measure } from '../../harness/library/measure.ts';
import type { Load } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { scenarios } from '../../scenarios/index.ts';
import { targets as servers } from '../../targets/index.ts';
import { shortTrial } from '../support/short-trial.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    lock: { type: 'string', default: '0.02' },
    repetitions: { type: 'string', default: '3' },
  },
});
const durationNs = Number(values.seconds) * NS_PER_S;
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-scaling-'));
const closed: Load = { model: 'closed', clients: 64, thinkNs: 0, durationNs };
const halfFull = { kind: 'poisson', ratePerSecond: 400, durationNs };

for (const count of [1, 2, 4, 8]) {
  const settings = { connections: 64 * count, warmupNs: NS_PER_S };
  const load = { ...closed, clients: settings.connections };
  const trial = await shortTrial({ target: 'pooled', servers: count, load, outDir, settings });
  const { throughputPerSecond } = trial;
  const share = ((100 * throughputPerSecond) / (800 * count)).toFixed(2);
  console.log(`${count} servers: ${throughputPerSecond.toFixed(1)}/s, ${share} % of capacity`);
}
const open = await shortTrial({
  target: 'pooled',
  load: { model: 'open', phases: [halfFull] },
  outDir,
  settings: { connections: 64, warmupNs: NS_PER_S },
});
const { service } = open.latency;
const milliseconds = (name: 'p50' | 'p99'): string =>
  ((service.percentilesNs[name] ?? Number.NaN) / NS_PER_MS).toFixed(3);
console.log(
  `at half capacity: service p50 ${milliseconds('p50')} ms, p99 ${milliseconds('p99')} ms`,
);

const SLOTS = 4;
const counts = [1, 2, 4, 8];

/** Slow enough for eight servers to leave the machine idle. */
async function growth(lockShare: number): Promise<void> {
  const text = `pooled:slots=${SLOTS},serviceMs=20,lockShare=${lockShare}`;
  const target = parseModuleTarget(text, servers);
  const { findings, trials } = await measure({
    experiment: scale.ask({
      ...{ target: target.name, servers: counts, scenario: 'text', seed: 1 },
      closed: { thinkNs: 0, durationNs },
      repetitions: Number(values.repetitions),
      settings: {
        ...{ engine: 'native', workers: 1, connections: 4 * SLOTS, pipelining: 1 },
        ...{ warmupNs: NS_PER_S, timeoutNs: 10 * NS_PER_S, drainNs: NS_PER_S },
      },
    }),
    targets: [target],
    scenarios,
    outDir,
  });
  const sigma = (lockShare * SLOTS) / (1 + lockShare * (SLOTS - 1));
  const found = findings.find(({ evidence }) => evidence['law'] !== undefined);
  const {
    law,
    sigma: fitted,
    sigmaLow,
    sigmaHigh,
    kappa,
    kappaLow,
    kappaHigh,
  } = found?.evidence ?? {};
  const span = (value: unknown, low: unknown, high: unknown): string =>
    value === undefined ? 'none' : `${value} [${low}, ${high}]`;
  console.log(`lock share ${lockShare}: ${law}, after ${trials.length} trials`);
  console.log(`  sigma ${span(fitted, sigmaLow, sigmaHigh)}, true ${sigma.toPrecision(4)}`);
  console.log(`  kappa ${span(kappa, kappaLow, kappaHigh)}, true 0`);
  console.log(`  ${found?.claim ?? findings[0]?.claim}`);
}

await growth(0);
await growth(Number(values.lock));
rmSync(outDir, { recursive: true, force: true });
