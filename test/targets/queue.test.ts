import t from 'tap';
import type { ServerGroup, ServerModule } from '../../harness/model/target.ts';
import type { Stamps } from '../../targets/parts/service-line.ts';
import type { StampSummary } from '../../targets/parts/stamped-server.ts';
import { queue } from '../../targets/queue.ts';
import { queueBimodal } from '../../targets/queue-bimodal.ts';
import { queueFixed } from '../../targets/queue-fixed.ts';
import { call } from './http-call.ts';

async function stampsOf(port: number, requests: number): Promise<readonly Stamps[]> {
  const replies = Array.from({ length: requests }, () => call(port, { path: '/' }));
  const stamps = (await Promise.all(replies)).map(({ body }): Stamps => JSON.parse(body));
  return stamps.sort((a, b) => a.finishNs - b.finishNs);
}

const serviceOf = ({ startNs, finishNs }: Stamps): number => finishNs - startNs;

for (const target of [queue, queueFixed, queueBimodal]) {
  t.test(`${target.name} tells when each request came, began and ended`, async (t) => {
    const server = await target.start(target.options);
    const fromNs = Number(process.hrtime.bigint());
    const stamps = await stampsOf(server.port, 8);
    const toNs = Number(process.hrtime.bigint());
    let freeNs = fromNs;
    for (const { arrivedNs, startNs, finishNs } of stamps) {
      t.ok(arrivedNs >= fromNs && finishNs <= toNs, 'on the clock of this process');
      t.equal(startNs, Math.max(arrivedNs, freeNs), 'one at a time');
      freeNs = finishNs;
    }
    const summary: StampSummary = JSON.parse((await call(server.port, { path: '/stamps' })).body);
    t.equal(summary.answers, 8);
    const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
    const waits = stamps.map(({ arrivedNs, startNs }) => startNs - arrivedNs);
    t.equal(summary.serviceNsSum, sum(stamps.map(serviceOf)));
    t.equal(summary.waitNsSum, sum(waits));
    t.ok(summary.lateNsSum >= 0);
    const spentNsMax = Math.max(...stamps.map(({ arrivedNs, finishNs }) => finishNs - arrivedNs));
    t.ok((summary.spentPercentilesNs['p99'] ?? 0) >= spentNsMax, 'the wait is part of it');
    t.equal(server.requests(), 9, 'the question for the summary is a request, too');
    await server.close();
  });
}

t.test('service times are the settings: fixed, one of two, or of the seed', async (t) => {
  const services = async (
    target: ServerModule,
    given: Readonly<Record<string, number>>,
    group?: ServerGroup,
  ): Promise<number[]> => {
    const server = await target.start({ ...target.options, ...given }, group);
    const stamps = await stampsOf(server.port, 12);
    await server.close();
    return stamps.map(serviceOf);
  };
  t.same(new Set(await services(queueFixed, { serviceUs: 250 })), new Set([250_000]));
  const either = await services(queueBimodal, { shortUs: 100, longUs: 300, longShare: 0.5 });
  t.same(new Set(either), new Set([100_000, 300_000]));
  const short = { serviceUs: 200 };
  const group = { servers: 2, server: 1, seed: 7 };
  for (const target of [queue, queueBimodal]) {
    const given = target === queue ? short : { shortUs: 100, longUs: 300, longShare: 0.5 };
    const once = await services(target, given, group);
    t.same(await services(target, given, group), once, 'the same trial again');
    const others = [
      await services(target, { ...given, seed: 2 }, group),
      await services(target, given, { ...group, seed: 8 }),
      await services(target, given, { ...group, server: 0 }),
    ];
    for (const other of others) t.notSame(other, once, 'another seed, trial or server');
  }
});

t.test('refuses settings that make no queue', async (t) => {
  const bad: readonly (readonly [ServerModule, string, number])[] = [
    [queue, 'slots', 0],
    [queue, 'slots', 1.5],
    [queue, 'serviceUs', 0],
    [queue, 'seed', -1],
    [queueFixed, 'serviceUs', 1e9],
    [queueBimodal, 'longShare', 1.1],
    [queueBimodal, 'shortUs', Number.NaN],
  ];
  for (const [target, key, value] of bad) {
    await t.rejects(target.start({ ...target.options, [key]: value }), {
      exit: 'usage',
      message: `"${target.name}" cannot have ${key}=${value}.`,
      next: new RegExp(`^${key} is a .*number from`),
    });
  }
});
