/**
 * The highest rate of an open load that one thread still sends on time: rates a quarter apart are
 * tried until two in a row are not valid, by the run's own verdict. The server is nginx on another
 * core.
 *
 *     npm run bench:ceiling -- [--seconds 3] [--connections 64]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCounted } from './children-cpu.ts';
import { startNginx } from './nginx.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
  },
});
const WARMUP_S = 1;
const START_PER_SECOND = 1000;
const STEP = 1.25;
const FAILURES_MAX = 2;

const program = join(import.meta.dirname, 'load-once.js');
const micros = (ns: number): string => `${(ns / 1e3).toFixed(1)} µs`;

async function tryRate(url: string, rate: number): Promise<boolean> {
  const seconds = `${Number(values.seconds) + WARMUP_S}`;
  const load = ['--rate', `${rate}`, '--seconds', seconds, '--warmup', `${WARMUP_S}`];
  const args = ['-c', '0', process.execPath, program, url, '--connections', values.connections];
  const { stdout } = await runCounted('taskset', [...args, ...load]);
  const { verdict, percentiles } = JSON.parse(stdout);
  const { p50, p99 } = percentiles.pacing;
  const late = `late by p50 ${micros(p50)}, p99 ${micros(p99)}`;
  console.log(`${Math.round(rate).toString().padStart(7)}/s  ${late}  ${verdict}`);
  return verdict !== 'invalid';
}

const nginx = await startNginx({ core: 1 });
let best = 0;
try {
  let failures = 0;
  for (let rate = START_PER_SECOND; failures < FAILURES_MAX; rate *= STEP) {
    if (await tryRate(`http://127.0.0.1:${nginx.port}/`, Math.round(rate))) {
      best = Math.round(rate);
      failures = 0;
    } else failures++;
  }
} finally {
  await nginx.stop();
}
console.log(`highest rate on time, one thread: ${best}/s`);
