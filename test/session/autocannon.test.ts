/**
 * What autocannon is known to get wrong and `peers.test.ts` does not have, one by one: the native
 * engine on the same server, and autocannon itself behind our engine, which measures by its events
 * or refuses. Counts and lower bounds only: a busy machine cannot break those.
 */
import t, { type Test } from 'tap';
import { auditTrial } from '../../harness/judge/audit.ts';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { HttpExpectation, HttpRequest } from '../../harness/model/scenario.ts';
import type { ServerModule, ServerOptions } from '../../harness/model/target.ts';
import type { TrialSettings } from '../../harness/model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { decodeHdr } from '../../harness/stats/hdr-codec.ts';
import { faulty } from '../../targets/faulty.ts';
import { queueFixed } from '../../targets/queue-fixed.ts';
import { type Peer, peer } from '../support/peer.ts';
import { answering, rawServer } from '../support/raw-server.ts';
import { shortTrial } from '../support/short-trial.ts';

// Most of each trial is waiting.
t.jobs = 3;

const MS = NS_PER_MS;

const constant = (ratePerSecond: number, durationMs: number): Load => ({
  model: 'open',
  phases: [{ kind: 'constant', ...{ ratePerSecond }, durationNs: durationMs * MS }],
});

const closed = (clients: number, durationMs: number): Load => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs: durationMs * MS,
});

interface Asked extends Partial<TrialSettings> {
  readonly load: Load;
  readonly request?: Partial<HttpRequest>;
}

async function measured(t: Test, url: string, asked: Asked): Promise<TrialRecord> {
  const { load, request, ...settings } = asked;
  const path = new URL(url).pathname;
  const connections = load.model === 'closed' ? load.clients : 8;
  const trial = await shortTrial({
    target: { kind: 'url', name: 'peer', protocol: 'http1', url },
    scenario: {
      name: 'one',
      about: '',
      protocol: 'http1',
      operations: [{ name: 'one', request: { path, ...request } }],
    },
    load,
    outDir: t.testdir(),
    settings: { connections, warmupNs: 0, ...settings },
  });
  for (const { rule, verdict, claim } of auditTrial(trial)) {
    t.equal(verdict, 'pass', `${rule}: ${claim}`);
  }
  return trial;
}

/** A trial on a server in this process, with no connection left at its end. */
async function tried(
  t: Test,
  of: { readonly module: ServerModule; readonly path: string; readonly options?: ServerOptions },
  asked: Asked,
): Promise<{ readonly trial: TrialRecord; readonly server: Peer }> {
  const server = await peer(t, of.module, of.path, of.options);
  const trial = await measured(t, server.url, asked);
  await server.left();
  return { trial, server };
}

const leastKnownNs = ({ latency }: TrialRecord): number => {
  const { hdr, censoredHdr } = latency.service;
  const all = decodeHdr(hdr);
  return (censoredHdr === '' ? all : all.minus(decodeHdr(censoredHdr))).percentileNs(0) ?? 0;
};

for (const engine of ['native', 'autocannon'] as const) {
  t.test(`2.1 ${engine}: parts of a millisecond are not cut off`, async (t) => {
    const options = { serviceUs: 300 };
    const of = { module: queueFixed, path: '/', options };
    const { trial } = await tried(t, of, { load: closed(1, 800), engine });
    const { count, minNs, meanNs, percentilesNs } = trial.latency.service;
    t.ok(count > 0, `${count} answers`);
    t.ok((minNs ?? 0) >= 300_000, 'no answer is faster than its server');
    t.ok((meanNs ?? 0) % MS !== 0 && (percentilesNs.p50 ?? 0) % MS !== 0, 'not in whole ones');
  });

  t.test(`2.4 ${engine}: a reset takes one request, and pairs no other wrongly`, async (t) => {
    const of = { module: faulty, path: '/reset/3/20' };
    const { trial, server } = await tried(t, of, { load: closed(1, 3000), engine });
    const { counts } = trial;
    t.equal(counts.failed.reset, 1);
    t.equal(counts.completed, counts.sent - 1 - counts.unfinished);
    t.ok(counts.completed > 3, 'it went on');
    t.ok(server.requests() >= counts.sent);
    // Paired with the request before, an answer would take twice the delay and more.
    const leastNs = leastKnownNs(trial);
    t.ok(leastNs >= 20 * MS && leastNs < 40 * MS, `${leastNs / MS} ms`);
  });

  t.test(`2.5 ${engine}: what has timed out is known to take that long at least`, async (t) => {
    const of = { module: faulty, path: '/black-hole' };
    const asked = { load: closed(2, 2500), engine, timeoutNs: NS_PER_S, drainNs: 3 * NS_PER_S };
    const { trial } = await tried(t, of, asked);
    const { counts, latency } = trial;
    t.ok(counts.failed.timeout >= 2, `${counts.failed.timeout} timeouts`);
    t.equal(counts.failed.timeout + counts.unfinished, counts.sent, 'and nothing else');
    t.ok((latency.service.minNs ?? 0) >= 0.9 * NS_PER_S, 'none before its time');
    t.equal(counts.completed, 0);
    t.equal(latency.service.censored, counts.sent);
    t.ok((latency.service.percentilesNs.p50 ?? 0) >= 0.9 * NS_PER_S, 'and not dropped');
    t.ok(latency.service.atLeast.includes('p50'));
  });
}

t.test('2.2 a rate is kept in every tenth of a second, not spent in a burst', async (t) => {
  const of = { module: faulty, path: '/delay/50' };
  const { trial, server } = await tried(t, of, { load: constant(100, 1000) });
  t.strictSame(
    trial.series.map(({ intended }) => intended),
    new Array(10).fill(10),
  );
  t.equal(trial.counts.sent, 100, 'counted as it was sent');
  t.equal(server.requests(), 100);
});

t.test('2.2 a rate as high as the connections are many is reached', async (t) => {
  const of = { module: faulty, path: '/' };
  const { trial } = await tried(t, of, { load: constant(40, 1000), connections: 40 });
  t.equal(trial.counts.completed, 40);
});

t.test('2.2 a rate is that of all workers together, and no connection is lost', async (t) => {
  const of = { module: faulty, path: '/' };
  const asked = { load: constant(100, 600), connections: 5, workers: 2 };
  const { trial, server } = await tried(t, of, asked);
  t.equal(trial.counts.intended, 60);
  t.equal(server.requests(), 60);
  const connections = trial.usage.generator.workers.map((worker) => worker.connections);
  t.strictSame(connections.sort(), [2, 3]);
});

t.test('2.5 what has no answer at the end is counted, at its age', async (t) => {
  const of = { module: faulty, path: '/black-hole' };
  const { trial } = await tried(t, of, { load: closed(3, 300), drainNs: 100 * MS });
  t.match(trial.counts, { sent: 3, unfinished: 3, completed: 0 });
  t.ok((trial.latency.response.minNs ?? 0) >= 390 * MS, 'window and drain');
  t.ok(trial.latency.response.atLeast.includes('p50'));
});

t.test('2.6 a body is compared as bytes, wherever a character is cut', async (t) => {
  const body = 'é🚀 ÿ';
  const bytes = Buffer.from(body);
  const raw = await rawServer(
    t,
    answering((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`);
      let at = 0;
      const next = (): void => {
        socket.write(bytes.subarray(at, at + 1));
        at += 1;
        if (at < bytes.length) setImmediate(next);
      };
      next();
    }),
  );
  const request = { expect: { body } };
  const url = `http://127.0.0.1:${raw.port}/`;
  const trial = await measured(t, url, { load: constant(50, 400), request });
  t.equal(trial.counts.completed, 20);
});

interface Refused extends Asked {
  readonly about: string;
  readonly path?: string;
  readonly saying: RegExp;
}

const expecting = (expect: HttpExpectation): Pick<Asked, 'request'> => ({ request: { expect } });

const refused: readonly Refused[] = [
  { about: 'an arrival rate', load: constant(100, 300), saying: /keep an arrival rate/ },
  {
    about: 'a server that closes its connections',
    path: '/close/20',
    load: closed(2, 300),
    saying: /closes connections after an answer/,
  },
  {
    about: 'think time',
    load: { model: 'closed', clients: 1, thinkNs: MS, durationNs: 300 * MS },
    saying: /let clients think/,
  },
  {
    about: 'timeouts that are no whole seconds',
    load: closed(1, 300),
    timeoutNs: 1500 * MS,
    saying: /parts of a second/,
  },
  ...(['body', 'contains', 'matches'] as const).map((key) => ({
    about: `an expected ${key}`,
    load: closed(1, 300),
    ...expecting({ [key]: 'Hello' }),
    saying: new RegExp(`check the "${key}"`),
  })),
  {
    about: 'expected headers',
    load: closed(1, 300),
    ...expecting({ headers: { 'content-type': 'text/plain' } }),
    saying: /check the "headers"/,
  },
];

for (const { about, path = '/', saying, ...asked } of refused) {
  t.test(`autocannon's engine refuses ${about}`, async (t) => {
    const server = await peer(t, faulty, path);
    await t.rejects(measured(t, server.url, { ...asked, engine: 'autocannon' }), {
      name: 'HarnessError',
      exit: 'usage',
      message: saying,
      next: 'Use --engine native.',
    });
  });
}
