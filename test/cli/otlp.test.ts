/** What a collector is sent, as the collector reads it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { exportOtlp } from '../../harness/cli/otlp.ts';
import { compareRecord } from '../support/sample-record.ts';

interface Point {
  readonly count?: string | number;
  readonly sum?: number;
  readonly scale?: number;
  readonly asInt?: string | number;
  readonly attributes: readonly { key: string; value: { stringValue?: string } }[];
  readonly positive?: { readonly offset: number; readonly bucketCounts: (string | number)[] };
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly exponentialHistogram?: { readonly dataPoints: readonly Point[] };
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
}

t.test('every trial with its histograms and counts', async (t) => {
  const bodies: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(`${request.headers['content-type']} ${body}`);
      response.statusCode = status;
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`;
  const record = compareRecord();
  await exportOtlp([record], url);
  const [body = ''] = bodies;
  t.match(body, /^application\/json /);
  const sent = JSON.parse(body.slice(body.indexOf('{')));
  const metrics: Metric[] = sent.resourceMetrics[0].scopeMetrics[0].metrics;
  const histograms = metrics.filter(({ name }) => name === 'steelyard.response.duration');
  t.equal(histograms.length, record.trials.length);
  for (const [index, trial] of record.trials.entries()) {
    const points = histograms[index]?.exponentialHistogram?.dataPoints ?? [];
    t.equal(points.length, Object.keys(trial.operations).length);
    const operations = Object.values(trial.operations);
    for (const [place, { latency }] of operations.entries()) {
      const point = points[place];
      t.equal(Number(point?.count), latency.response.count);
      const inBuckets = (point?.positive?.bucketCounts ?? []).map(Number);
      t.equal(
        inBuckets.reduce((sum, count) => sum + count, 0),
        latency.response.count,
        'no value is lost',
      );
      t.ok(Math.abs((point?.sum ?? 0) - latency.response.sumNs / 1e9) < 1e-6);
    }
  }
  const requests = metrics.find(({ name }) => name === 'steelyard.requests');
  const [first] = record.trials;
  t.equal(Number(requests?.sum?.dataPoints[0]?.asInt), first?.counts.completed);
  status = 400;
  await t.rejects(exportOtlp([record], url), { message: /did not take the figures/ });
  await t.rejects(exportOtlp([record], 'nowhere'), { message: /no address of a collector/ });
});
