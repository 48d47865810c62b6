import t from 'tap';
import { seriesOf } from '../../harness/history/history-series.ts';
import type { HistoryRow } from '../../harness/history/history-store.ts';
import type { HistoryMetric } from '../../harness/history/stored-run.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const row = (index: number, value: number, over: Partial<HistoryRow> = {}): HistoryRow => ({
  run: `run ${index}`,
  at: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
  commit: `commit${index}`,
  changed: false,
  machine: 'a machine',
  target: 'api',
  servers: 1,
  scenario: 'json',
  load: '{}',
  metric: 'p99',
  value,
  ...over,
});

/** A level that scatters by 2 % either way, and rises by a share from some run on. */
const stepped = (runs: number, from: number, share: number): HistoryRow[] => {
  const rng = seededRng(7);
  return Array.from({ length: runs }, (_, index) => {
    const level = 5e6 * (index >= from ? 1 + share : 1);
    return row(index, level * (0.98 + 0.04 * rng()));
  });
};

t.test('names the commit with which a level changed', async (t) => {
  const [series] = seriesOf(stepped(30, 17, 0.1), undefined);
  t.equal(series?.metric, 'p99');
  t.equal(series?.changes.length, 1);
  const [change] = series?.changes ?? [];
  t.equal(change?.index, 17);
  t.equal(change?.point.commit, 'commit17');
  t.equal(change?.previous.commit, 'commit16');
  t.ok(Math.abs((change?.after ?? 0) / (change?.before ?? 1) - 1.1) < 0.02);
});

t.test('a level that stays has no change, and few runs none either', async (t) => {
  t.strictSame(seriesOf(stepped(30, 99, 0.1), undefined)[0]?.changes, []);
  t.strictSame(seriesOf(stepped(7, 3, 2), undefined)[0]?.changes, []);
});

t.test('what differs in anything is a series of its own', async (t) => {
  const changes: Partial<HistoryRow>[] = [
    ...[{}, { target: 'web' }, { servers: 2 }, { scenario: 'text' }, { load: '[]' }],
    { machine: 'another' },
  ];
  const rows = changes.flatMap((over) => [row(1, 1, over), row(2, 2, over)]);
  const all = seriesOf(rows, 'p99');
  t.equal(all.length, changes.length);
  t.ok(all.every(({ points }) => points.length === 2));
});

t.test('takes the highest percentile that every run has', async (t) => {
  const both = (index: number, metrics: readonly HistoryMetric[]): HistoryRow[] =>
    metrics.map((metric) => row(index, 1, { metric }));
  const rows = [...both(1, ['p50', 'p95', 'p99']), ...both(2, ['p50', 'p95'])];
  t.equal(seriesOf(rows, undefined)[0]?.metric, 'p95');
  t.equal(seriesOf(rows, 'p99')[0]?.points.length, 1);
  t.equal(seriesOf(both(1, ['throughput']), undefined)[0]?.metric, 'throughput');
  t.strictSame(seriesOf(rows, 'memory'), []);
});
