/**
 * What a request costs the client: CPU time (user and system) per request, ours beside wrk's and
 * autocannon's, in a closed loop. The server is nginx on another core, the clients take turns, and
 * what counts is the ratio within a round: a noisy machine makes all of them slower alike.
 *
 * Each client runs twice in a round, briefly and for long. What the long run took more, over the
 * requests that it made more, is the cost of a request; what is left of the brief run is the cost
 * of starting, compiling and writing the results, which is shown apart. A machine that is busy with
 * something else makes requests dearer, never cheaper, so the cheapest rounds are compared as well.
 *
 *     npm run bench:client -- [--seconds 5] [--rounds 5] [--cases usual,tls,one,many,deep,pair]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { localhostCertificate } from '../support/tls/localhost-certificate.ts';
import { type Client, type ClientCost, type ClientLoad, clients } from './clients.ts';
import { startNginx } from './nginx.ts';

interface Case extends Omit<ClientLoad, 'url' | 'seconds'> {
  readonly about: string;
  readonly tls?: true;
  /** Where the client may run; the server always has core 1. */
  readonly cores: string;
}

const usual = { connections: 64, pipelining: 1, threads: 1, cores: '0' };

const cases: Readonly<Record<string, Case>> = {
  usual: { ...usual, about: '64 connections' },
  tls: { ...usual, about: '64 connections over TLS', tls: true },
  one: { ...usual, about: '1 connection', connections: 1 },
  many: { ...usual, about: '1,000 connections', connections: 1000 },
  deep: { ...usual, about: '64 connections, 16 requests in flight on each', pipelining: 16 },
  pair: {
    ...usual,
    about: '64 connections, 2 threads that share the server’s core',
    threads: 2,
    cores: '0,1',
  },
};

const SERVER_CORE = 1;
/** Long enough for as many intervals in the results as the long run has, and for all compiling. */
const BRIEF_S = 5;

interface Cost {
  readonly usPerRequest: number;
  /** The same, with starting and ending shared out among the requests. */
  readonly usPerRequestWhole: number;
  readonly startSeconds: number;
  readonly perSecond: number;
}

async function costOf(client: Client, load: ClientLoad, cores: string): Promise<Cost> {
  const brief: ClientCost = await client({ ...load, seconds: BRIEF_S }, cores);
  const long: ClientCost = await client({ ...load, seconds: BRIEF_S + load.seconds }, cores);
  const requests = long.requests - brief.requests;
  const each = (long.cpuSeconds - brief.cpuSeconds) / requests;
  return {
    usPerRequest: each * 1e6,
    usPerRequestWhole: (long.cpuSeconds / long.requests) * 1e6,
    startSeconds: brief.cpuSeconds - each * brief.requests,
    perSecond: requests / load.seconds,
  };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function ratioLine(peer: string, ours: readonly Cost[], theirs: readonly Cost[]): string {
  const ratio = (read: (cost: Cost) => number): string =>
    median(ours.map((cost, round) => read(cost) / read(theirs[round] ?? cost))).toFixed(2);
  const least = (costs: readonly Cost[]): number =>
    Math.min(...costs.map((cost) => cost.usPerRequest));
  const each = ratio((cost) => cost.usPerRequest);
  const whole = ratio((cost) => cost.usPerRequestWhole);
  const quiet = (least(ours) / least(theirs)).toFixed(2);
  return (
    `steelyard / ${peer}: ${each} a request, ${whole} with start and end (median of rounds); ` +
    `${quiet} a request in the cheapest rounds of each`
  );
}

async function play(one: Case, seconds: number, rounds: number): Promise<void> {
  const tls = one.tls ? { tls: localhostCertificate } : {};
  const nginx = await startNginx({ core: SERVER_CORE, ...tls });
  const costs = new Map<string, Cost[]>(Object.keys(clients).map((name) => [name, []]));
  console.log(one.about);
  try {
    const url = `${one.tls ? 'https://localhost' : 'http://127.0.0.1'}:${nginx.port}/`;
    for (let round = 1; round <= rounds; round++) {
      for (const [name, client] of Object.entries(clients)) {
        const cost = await costOf(client, { ...one, url, seconds }, one.cores);
        costs.get(name)?.push(cost);
        const { usPerRequest, startSeconds, perSecond } = cost;
        const each = `${usPerRequest.toFixed(2)} µs CPU per request`;
        const rest = `${Math.round(perSecond)}/s, ${startSeconds.toFixed(2)} s to start and end`;
        console.log(`  round ${round}  ${name.padEnd(10)}  ${each}, ${rest}`);
      }
    }
  } finally {
    await nginx.stop();
  }
  for (const peer of ['wrk', 'autocannon']) {
    console.log(`  ${ratioLine(peer, costs.get('steelyard') ?? [], costs.get(peer) ?? [])}`);
  }
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    cases: { type: 'string', default: 'usual,tls' },
  },
});
if (availableParallelism() < 2) throw new Error('this needs two cores');
const names = values.cases === 'all' ? Object.keys(cases) : values.cases.split(',');
for (const name of names) {
  const one = cases[name];
  if (one === undefined) throw new Error(`no case ${name}; there are ${Object.keys(cases)}`);
  await play(one, Number(values.seconds), Number(values.rounds));
}
