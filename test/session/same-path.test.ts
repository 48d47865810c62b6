/**
 * The sharpest check there is on what a client measures: a server that stamps each request itself.
 * Both look at the same requests, so theory and chance drop out and only the client and the way
 * between the two are left.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import t from 'tap';
import type { ServerModule, ServerOptions } from '../../harness/model/target.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';
import type { StampSummary } from '../../targets/parts/stamped-server.ts';
import { queue } from '../../targets/queue.ts';
import { queueBimodal } from '../../targets/queue-bimodal.ts';
import { queueFixed } from '../../targets/queue-fixed.ts';
import { peer } from '../support/peer.ts';
import { shortTrial } from '../support/short-trial.ts';

async function summaryOf(port: number): Promise<StampSummary> {
  const where = { host: '127.0.0.1', port, path: '/stamps', agent: false } as const;
  const [response]: IncomingMessage[] = await once(get(where), 'response');
  if (response === undefined) throw new TypeError('no response');
  return JSON.parse(await text(response));
}

interface Row {
  readonly target: ServerModule;
  readonly options: ServerOptions;
  readonly ratePerSecond: number;
}

// Each at four fifths of what it can do, and slow, for the way is long on a busy machine.
const rows: readonly Row[] = [
  { target: queue, options: { serviceUs: 10_000 }, ratePerSecond: 80 },
  { target: queue, options: { serviceUs: 40_000, slots: 4 }, ratePerSecond: 80 },
  { target: queueFixed, options: { serviceUs: 10_000 }, ratePerSecond: 80 },
  { target: queueBimodal, options: { shortUs: 3000, longUs: 30_000 }, ratePerSecond: 140 },
];

for (const { target, options, ratePerSecond } of rows) {
  const asked = JSON.stringify(options);
  t.test(
    `${target.name} with ${asked}: service is what the server took, and little more`,
    async (t) => {
      const server = await peer(t, target, '/', options);
      const phase = { kind: 'poisson', ratePerSecond, durationNs: 1200 * NS_PER_MS };
      const { counts, latency } = await shortTrial({
        target: { kind: 'url', name: target.name, protocol: 'http1', url: server.url },
        load: { model: 'open', phases: [phase] },
        outDir: t.testdir(),
        settings: { connections: 64, warmupNs: 0 },
      });
      const summary = await summaryOf(server.port);
      t.equal(counts.completed, counts.intended);
      t.equal(summary.answers, counts.completed, 'the same requests');

      // A client cannot see an answer before it was given: every value has the server's within it,
      // and so has every percentile, in the same buckets.
      for (const [name, spentNs] of Object.entries(summary.spentPercentilesNs)) {
        const serviceNs = latency.service.percentilesNs[name as 'p50'] ?? Number.NaN;
        t.ok(serviceNs >= (spentNs ?? 0), `${name}: ${serviceNs} after ${spentNs}`);
      }
      const spentNs = summary.waitNsSum + summary.serviceNsSum + summary.lateNsSum;
      const added = (latency.service.sumNs - spentNs) / spentNs;
      t.ok(added > 0, 'the way takes time');
      t.ok(added < 0.5, `${added.toFixed(4)} of the server's own time on top`);
    },
  );
}
