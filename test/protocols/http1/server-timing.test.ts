import t from 'tap';
import { serverTimeNs } from '../../../harness/protocols/http1/server-timing.ts';

t.test('the server’s own time, out of what real servers send', (t) => {
  const rows: readonly (readonly [string, number])[] = [
    ['total;dur=12.5', 12_500_000],
    ['db;dur=53, app;dur=47.2', 53_000_000],
    ['cache;desc="Cache Read";dur=23.2, total;dur=1.5, db;dur=100', 1_500_000],
    ['miss, dc;desc="atl, west; dur=9";dur=2', 2_000_000],
    ['edge; dur = 0.25 ', 250_000],
    ['a;dur="7"', 7_000_000],
    ['TOTAL;DUR=3', 3_000_000],
    ['cdn-cache; desc=HIT', -1],
    ['', -1],
    ['x;dur=-4', -1],
    ['x;dur=nan', -1],
    [';;;,,=', -1],
  ];
  for (const [field, ns] of rows) t.equal(serverTimeNs(field), ns, field);
  t.end();
});

t.test('a field made to be slow is read at once', (t) => {
  const field = `a${';b="x'.repeat(20_000)}`;
  const before = process.cpuUsage().user;
  t.equal(serverTimeNs(field), -1);
  t.ok(process.cpuUsage().user - before < 2e6);
  t.end();
});
