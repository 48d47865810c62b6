import t from 'tap';
import type { Load } from '../../harness/model/load.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { loadPerServer, loadText } from '../../reports/load-text.ts';

const phase = (kind: string, fields: Readonly<Record<string, number>>) => ({
  kind,
  durationNs: 10 * NS_PER_S,
  ...fields,
});
const steady = phase('poisson', { ratePerSecond: 2000 });
const rising = phase('ramp', { fromPerSecond: 100, toPerSecond: 2000 });
const closed = (clients: number, thinkNs: number): Load => ({
  model: 'closed',
  clients,
  thinkNs,
  durationNs: NS_PER_S,
});

const cases: readonly { readonly load: Load; readonly text: string }[] = [
  { load: closed(64, 0), text: 'closed, 64 clients' },
  { load: closed(1, 5 * NS_PER_MS), text: 'closed, 1 client, thinking 5 ms' },
  { load: { model: 'open', phases: [steady] }, text: 'open, poisson 2,000/s' },
  { load: { model: 'open', phases: [phase('replay', {})] }, text: 'open, replay' },
  {
    load: { model: 'open', phases: [rising, steady] },
    text: 'open, ramp 100/s to 2,000/s for 10 s, then poisson 2,000/s for 10 s',
  },
  {
    load: { model: 'open', phases: [rising, steady, rising, steady] },
    text: 'open, 4 phases over 40 s, 100/s to 2,000/s',
  },
];

for (const { load, text } of cases) t.equal(loadText(load), text);

t.test('the same load for each server', (t) => {
  t.same(loadPerServer(closed(64, 7), 4), closed(16, 7), 'clients are shared, thinking is not');
  t.same(
    loadPerServer({ model: 'open', phases: [rising] }, 4),
    { model: 'open', phases: [phase('ramp', { fromPerSecond: 25, toPerSecond: 500 })] },
    'rates are shared, times are not',
  );
  t.end();
});
