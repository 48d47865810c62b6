/**
 * What a request costs the client: CPU time (user and system) of the whole client process per
 * request, ours beside wrk's and autocannon's, at 64 keep-alive connections in a closed loop. The
 * server is nginx on another core, the clients take turns on one core, and what counts is the
 * ratio within a round: a noisy machine makes all of them slower alike.
 *
 *     npm run bench:client -- [--seconds 8] [--rounds 3] [--connections 64]
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCounted } from './children-cpu.ts';
import { startNginx } from './nginx.ts';

interface Cost {
  readonly requests: number;
  readonly usPerRequest: number;
}

interface Settings {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
}

type Client = (settings: Settings) => Promise<Cost>;

const CLIENT_CORE = '0';
const SERVER_CORE = 1;

const cost = (requests: number, cpuSeconds: number): Cost => ({
  requests,
  usPerRequest: (cpuSeconds * 1e6) / requests,
});

const pinned = (command: string, args: readonly string[]) =>
  runCounted('taskset', ['-c', CLIENT_CORE, command, ...args]);

const wrk: Client = async ({ url, seconds, connections }) => {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, url];
  const { stdout, cpuSeconds } = await pinned('wrk', args);
  return cost(Number(/(\d+) requests in/.exec(stdout)?.[1]), cpuSeconds);
};

/** The package's own folder: this file runs two folders below `dist` or another build's root. */
function packageDir(): string {
  let dir = import.meta.dirname;
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
}

const steelyard: Client = async ({ url, seconds, connections }) => {
  const program = join(import.meta.dirname, 'load-once.js');
  const args = [program, url, '--connections', `${connections}`, '--seconds', `${seconds}`];
  const { stdout, cpuSeconds } = await pinned(process.execPath, args);
  return cost(JSON.parse(stdout).requests, cpuSeconds);
};

const autocannon: Client = async ({ url, seconds, connections }) => {
  const program = join(packageDir(), 'node_modules', 'autocannon', 'autocannon.js');
  const args = [program, '-c', `${connections}`, '-d', `${seconds}`, '--json', url];
  const { stdout, cpuSeconds } = await pinned(process.execPath, args);
  return cost(JSON.parse(stdout).requests.total, cpuSeconds);
};

const clients: Readonly<Record<string, Client>> = { steelyard, wrk, autocannon };

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '64' },
    },
  });
  if (availableParallelism() < 2) throw new Error('this needs two cores');
  const nginx = await startNginx({ core: SERVER_CORE });
  const costs = new Map<string, number[]>(Object.keys(clients).map((name) => [name, []]));
  try {
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const [name, client] of Object.entries(clients)) {
        const measured = await client({
          url: `http://127.0.0.1:${nginx.port}/`,
          seconds: Number(values.seconds),
          connections: Number(values.connections),
        });
        costs.get(name)?.push(measured.usPerRequest);
        const rate = Math.round(measured.requests / Number(values.seconds));
        const line = `${measured.usPerRequest.toFixed(2)} µs CPU per request, ${rate}/s`;
        console.log(`round ${round}  ${name.padEnd(10)}  ${line}`);
      }
    }
  } finally {
    await nginx.stop();
  }
  const ours = costs.get('steelyard') ?? [];
  for (const peer of ['wrk', 'autocannon']) {
    const ratios = ours.map((value, round) => value / (costs.get(peer)?.[round] ?? Number.NaN));
    console.log(`steelyard / ${peer}: ${median(ratios).toFixed(2)} (median of rounds)`);
  }
}

await main();
