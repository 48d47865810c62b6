import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { toLatencyRecord } from '../../harness/stats/latency-record.ts';
import { lazily, poisson, runRecord, usual } from './sample-record.ts';
import { sampleTrial } from './sample-trial.ts';

/** As many times of about a length. */
function times(count: number, ns: number) {
  const all = new Distribution();
  for (let index = 0; index < count; index++) all.answered.record(ns + index * 100);
  return toLatencyRecord(all);
}

/** A server that says how long it took, and tells of itself. */
export const serverViewRecord = lazily(() => {
  const trial = sampleTrial({
    ...usual,
    ...{ id: 'shop-1-server-1', target: 'shop', scenario: 'shop', workNs: 300_000 },
    operations: ['login', 'checkout'],
    load: poisson(400, 3 * NS_PER_S),
  });
  const served = {
    server: times(600, 0.2 * NS_PER_MS),
    network: times(600, 0.1 * NS_PER_MS),
    longer: 2,
  };
  const operations = Object.entries(trial.operations).map(([name, own]) => [
    name,
    name === 'login' ? { ...own, served } : own,
  ]);
  const numbers = {
    eventLoopDelayNsMax: { readings: 3, mean: 1_250_000.4, max: 2_000_000 },
    eventLoopBusyShare: { readings: 3, mean: 0.25, max: 0.3125 },
    heapBytes: { readings: 3, mean: 16e6, max: 17e6 },
    'queue.length': { readings: 3, mean: 2.5, max: 7 },
  };
  const { target } = trial.usage;
  const servers = target.servers.map((server) => ({
    ...{ ...server, numbers },
    numbersFault: 'not an object of numbers: <b>hello</b>',
  }));
  const usage = { ...trial.usage, target: { ...target, servers } };
  return runRecord(
    'run',
    [{ ...trial, served, usage, operations: Object.fromEntries(operations) }],
    [],
  );
});
