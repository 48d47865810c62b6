/**
 * Memory of the client process. First an open load for ten minutes: after a minute it must not
 * grow any more but for the series, a few kilobytes for each second, which is what a record is made
 * of. Then what a connection takes: the largest resident set with ten thousand connections, less
 * that with a hundred, for each. The kernel's buffers of sockets are not in it.
 *
 *     npm run bench:memory -- [--minutes 10] [--rate 2000] [--connections 10000]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { theilSenSlope } from '../../harness/stats/trend.ts';
import { runCounted } from './children-cpu.ts';
import { startNginx } from './nginx.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '2000' },
    connections: { type: 'string', default: '10000' },
  },
});

const LOOK_MS = 5000;
/** Code is compiled and pools are filled until then. */
const SETTLED_MS = 60_000;
const FEW_CONNECTIONS = 100;
/** Six hundred intervals of ten kilobytes or so are six megabytes in ten minutes, and a little. */
const FLAT_BYTES_A_MINUTE = 1e6;

const program = join(import.meta.dirname, 'load-once.js');
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Resident set of a process, in bytes (Linux); undefined when it is gone. */
function residentBytes(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : 1024 * Number(kilobytes);
  } catch {
    return undefined;
  }
}

async function watch(url: string): Promise<void> {
  const seconds = Math.round(60 * Number(values.minutes));
  const args = [program, url, '--rate', values.rate, '--seconds', `${seconds}`];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const seen: number[] = [];
  const looks = Math.floor((1000 * seconds) / LOOK_MS) - 1;
  for (let look = 0; look < looks; look++) {
    await sleep(LOOK_MS);
    const bytes = residentBytes(child.pid ?? 0);
    if (bytes === undefined) break;
    if ((look + 1) * LOOK_MS >= Math.min(SETTLED_MS, 500 * seconds)) seen.push(bytes);
  }
  const [code] = await exited;
  if (code !== 0) throw new Error(`the load ended with ${code}`);
  const perMinute = (theilSenSlope(seen) * 60_000) / LOOK_MS;
  const [first = 0, last = 0] = [seen[0], seen.at(-1)];
  console.log(`${values.minutes} min at ${values.rate}/s, once it has settled:`);
  console.log(
    `  first ${megabytes(first)}, last ${megabytes(last)}, largest ${megabytes(Math.max(...seen))}`,
  );
  const word = perMinute < FLAT_BYTES_A_MINUTE ? 'flat' : 'NOT FLAT';
  console.log(`  grows by ${megabytes(perMinute)} a minute: ${word} (limit 1 MB, for the series)`);
}

async function largestWith(url: string, connections: number): Promise<number> {
  const args = [
    program,
    url,
    '--rate',
    '1000',
    '--seconds',
    '5',
    '--connections',
    `${connections}`,
  ];
  const { stdout } = await runCounted(process.execPath, args);
  return JSON.parse(stdout).rssBytesMax;
}

const nginx = await startNginx({ core: 1 });
try {
  const url = `http://127.0.0.1:${nginx.port}/`;
  const many = Number(values.connections);
  const [few, all] = [await largestWith(url, FEW_CONNECTIONS), await largestWith(url, many)];
  const each = (all - few) / (many - FEW_CONNECTIONS);
  console.log(`${FEW_CONNECTIONS} connections: ${megabytes(few)}; ${many}: ${megabytes(all)}`);
  console.log(`  ${(each / 1024).toFixed(1)} KiB in the client for each connection`);
  await watch(url);
} finally {
  await nginx.stop();
}
