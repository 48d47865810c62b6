/**
 * How exact the harness is on a service whose capacity is known: `pooled` has 4 slots of 5 ms, so a
 * server does 800/s, and N servers N times that. Prints what was measured over that, for 1, 2, 4
 * and 8 servers, and the service time at half the capacity, which is 5 ms where no slot is busy.
 *
 *     npm run bench:scaling -- [--seconds 4]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Load } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { shortTrial } from '../support/short-trial.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' } } });
const durationNs = Number(values.seconds) * NS_PER_S;
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-scaling-'));
const closed: Load = { model: 'closed', clients: 64, thinkNs: 0, durationNs };
const halfFull = { kind: 'poisson', ratePerSecond: 400, durationNs };

for (const servers of [1, 2, 4, 8]) {
  const settings = { connections: 64 * servers, warmupNs: NS_PER_S };
  const load = { ...closed, clients: settings.connections };
  const trial = await shortTrial({ target: 'pooled', servers, load, outDir, settings });
  const { throughputPerSecond } = trial;
  const share = ((100 * throughputPerSecond) / (800 * servers)).toFixed(2);
  console.log(`${servers} servers: ${throughputPerSecond.toFixed(1)}/s, ${share} % of capacity`);
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
rmSync(outDir, { recursive: true, force: true });
