/** Whatever a run has left behind, its report is made, small, and does nothing but be read. */
import { parseHTML } from 'linkedom';
import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { HISTOGRAM_LIMIT_NS } from '../../harness/stats/histogram.ts';
import { html } from '../../reports/formats/html.ts';
import { formats } from '../../reports/index.ts';
import { PAGE_BYTES_MAX, unpackRecords } from '../../reports/page/embedded-records.ts';
import { hostileRecords } from '../support/hostile-records.ts';
import { hostileRecord } from '../support/sample-record.ts';

/** Of processor time, which others on the machine do not add to as they add to hours. */
const CPU_S_MAX = 2;
/** A slow machine, and code that is not compiled yet, may take so many times as long. */
const SLOWER = 3;

function rendered(record: RunRecord): { readonly page: string; readonly cpuS: number } {
  const before = process.cpuUsage();
  const page = html.render([record]);
  const { user, system } = process.cpuUsage(before);
  return { page, cpuS: (user + system) / 1e6 };
}

const cases = { ...hostileRecords, 'names that are markup': hostileRecord };
for (const [name, make] of Object.entries(cases)) {
  t.test(name, async (t) => {
    const record = make();
    const { page, cpuS } = rendered(record);
    t.comment(`${cpuS.toFixed(2)} s of processor time, ${page.length} characters`);
    t.ok(cpuS < CPU_S_MAX * SLOWER, `${cpuS} s`);
    t.ok(Buffer.byteLength(page) <= PAGE_BYTES_MAX, `${page.length} characters`);
    const told = page.replace(/href="data:[^"]*"/, '');
    t.notMatch(told, /<script|<img|javascript:|<!--|NaN|Infinity/i);
    const { document } = parseHTML(page);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    t.equal(new Set(ids).size, ids.length, 'ids are unique');
    t.match(document.querySelector('main > section')?.id, 'verdict', 'the answer comes first');
    for (const format of formats) t.ok(format.render([record]).endsWith('\n'), format.name);
  });
}

t.test('of five thousand operations fifty have a row, and one row is for all others', async (t) => {
  const record = hostileRecords['five thousand operations']();
  const { document } = parseHTML(html.render([record]));
  const rows: Element[] = [...document.querySelectorAll('#trial-1-operations tbody tr')];
  t.equal(rows.length, 51);
  const cells = (row: Element | undefined): (string | undefined)[] =>
    [...(row?.querySelectorAll('th, td') ?? [])].map((cell) => cell.textContent?.trim());
  t.equal(cells(rows[0])[0], 'GET /items/0', 'the most used');
  t.match(cells(rows.at(-2)), ['GET /items/4999', '1', '0'], 'and the one that fails');
  const [others, intended, completed, share, p50] = cells(rows.at(-1));
  t.equal(others, '4,950 others');
  const sum =
    (5001 * 5000) / 2 - 1 - Array.from({ length: 49 }, (_, at) => 5000 - at).reduce(add, 0);
  t.equal(intended, sum.toLocaleString('en'), 'counts are not lost');
  t.equal(completed, intended);
  t.equal(share, '0 %');
  t.match(p50, '— in the record');
  const [whole] = unpackRecords(html.render([hostileRecords['one sample']()]), 'x.html');
  t.ok(whole, 'small ones are inside');
});

const add = (a: number, b: number): number => a + b;

t.test('ten hours are sixty columns, and the stall is in its hour', async (t) => {
  const { document } = parseHTML(html.render([hostileRecords['ten hours']()]));
  const rows: Element[] = [...document.querySelectorAll('#over-time-1-data tbody tr')];
  t.ok(rows.length > 30 && rows.length <= 60, `${rows.length} rows`);
  t.match(document.querySelector('#over-time')?.textContent, /The longest wait, 2 s, began/);
  const slow = rows.filter((row) => row.textContent?.includes('2 s'));
  t.ok(slow.length >= 1 && slow.length < 6);
});

t.test('what is beyond the range is said exactly where it is known', async (t) => {
  const record = hostileRecords['the whole range']();
  const { response } = record.trials[0]?.latency ?? {};
  t.equal(response?.maxNs, 2 * HISTOGRAM_LIMIT_NS);
  t.ok((response?.overRange ?? 0) > 0);
  const { document } = parseHTML(html.render([record]));
  const text = document.querySelector('#summary-table')?.textContent ?? '';
  t.match(text, '147 min', '2 × 2⁴² ns');
  t.match(document.querySelector('#spectrum svg desc')?.textContent, /p50 1 ns, p99 147 min/);
});

t.test('where nothing came back right, that is the first thing said of errors', async (t) => {
  const { document } = parseHTML(html.render([hostileRecords['errors only']()]));
  const section = document.querySelector('#errors')?.textContent ?? '';
  t.match(section, /4,000 of 4,000 requests of fastify \(100 %\) got no right answer/);
  t.match(document.querySelector('#errors-table')?.textContent, /timeout.*2,000.*reset.*2,000/s);
});
