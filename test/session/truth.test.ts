/**
 * Whole trials with real processes and sockets: what the record says must be what happened. What is
 * asserted are counts and ratios, which a busy machine does not change.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import type { Load } from '../../harness/model/load.ts';
import { failureKinds } from '../../harness/model/protocol.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { readRecord } from '../../harness/session/store.ts';
import { shortTrial } from '../support/short-trial.ts';
import { poisson, requestsOf, soundly } from '../support/sound-trial.ts';

const closed = (clients: number, durationNs = 500 * NS_PER_MS): Load => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs,
});

t.test('the mix of the items scenario is answered rightly, with a closed loop', async (t) => {
  const trial = await shortTrial({
    target: 'node-http',
    scenario: 'items',
    load: closed(8),
    outDir: t.testdir(),
  });
  t.equal(requestsOf(trial), trial.counts.sent + trial.warmup.sent);
  for (const kind of failureKinds) t.equal(trial.counts.failed[kind], 0, kind);
  t.ok(Object.keys(trial.operations).length > 1);
  t.ok(soundly(trial));
  t.equal(
    trial.warmupSeries?.reduce((sum, { sent }) => sum + sent, 0),
    trial.warmup.sent,
  );
  t.ok(trial.warmup.sent > 0 && trial.series.length > 1);
  for (const { inFlight = Number.NaN, waiting = Number.NaN } of trial.series) {
    const told = `${inFlight} in flight of 8 clients, ${waiting} about to send`;
    t.ok(inFlight >= 0 && waiting >= 0 && inFlight + waiting <= 8, told);
  }
  if (process.platform === 'linux') {
    const parts = trial.series.map(({ generatorCpuNs }) => Number(generatorCpuNs));
    t.ok(Math.min(...parts) >= 0 && Math.max(...parts) > 0, `${parts}`);
  }
});

t.test('response is never below service, at any percentile', async (t) => {
  const trial = await shortTrial({ target: 'fastify', load: poisson(1000), outDir: t.testdir() });
  const { response, service } = trial.latency;
  for (const [name, valueNs] of Object.entries(service.percentilesNs)) {
    t.ok((response.percentilesNs[name as 'p50'] ?? 0) >= (valueNs ?? 0), name);
  }
});

t.test('a pool of 4 slots of 5 ms gives 800/s a server, and never more', async (t) => {
  for (const servers of [1, 2]) {
    const { throughputPerSecond } = await shortTrial({
      target: 'pooled',
      servers,
      load: closed(64, 2 * NS_PER_S),
      outDir: t.testdir(),
      settings: { connections: 64 },
    });
    const ratio = throughputPerSecond / (800 * servers);
    // `npm run bench:scaling` shows it to a percent; a busy machine may slow it, but not speed it
    // up.
    t.ok(ratio > 0.8 && ratio < 1.01, `${servers} servers: ${ratio.toFixed(3)}`);
  }
});

t.test('autocannon as the engine is counted by our own clock', async (t) => {
  const trial = await shortTrial({
    target: 'node-http',
    load: closed(8),
    outDir: t.testdir(),
    settings: { engine: 'autocannon' },
  });
  t.ok(soundly(trial));
  t.ok((trial.latency.response.percentilesNs['p50'] ?? 0) > 0, 'below a millisecond is not 0');
  await t.rejects(
    shortTrial({
      target: 'node-http',
      load: poisson(100),
      outDir: t.testdir(),
      settings: { engine: 'autocannon' },
    }),
    { name: 'HarnessError', exit: 'usage', message: /autocannon/ },
  );
});

t.test('failures are counted by kind and censor the percentiles', async (t) => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    if (requests % 4 === 0) response.destroy();
    else response.writeHead(requests % 4 === 1 ? 500 : 200).end('x');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const trial = await shortTrial({
    target: { kind: 'url', name: 'flaky', protocol: 'http1', url },
    load: poisson(200),
    outDir: t.testdir(),
    settings: { connections: 1, warmupNs: 0 },
  });
  server.close();
  server.closeAllConnections();
  const { counts } = trial;
  t.equal(counts.sent, requests);
  t.equal(counts.failed.reset, Math.floor(requests / 4));
  t.equal(counts.failed.status, Math.floor((requests + 3) / 4));
  t.equal(trial.latency.response.censored, counts.failed.reset + counts.failed.status);
  t.ok(trial.latency.response.atLeast.includes('p99'));
  t.ok(soundly(trial));
});

t.test('the record on disk reads back as the one that was returned', async (t) => {
  const outDir = t.testdir();
  const trial = await shortTrial({ target: 'node-http', load: closed(2), outDir });
  const record = await readRecord(`${outDir}/record.json`);
  t.same(record.trials[0], trial);
});
