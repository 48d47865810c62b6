import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import t from 'tap';
import { recordText } from '../../harness/model/record-text.ts';
import { html } from '../../reports/formats/html.ts';
import {
  holdsRecords,
  PAGE_BYTES_MAX,
  unpackRecords,
} from '../../reports/page/embedded-records.ts';
import { failingRecord } from '../support/sample-record.ts';

t.test('a report gives back the records it was made of', async (t) => {
  const records = [failingRecord(), { ...failingRecord(), startedAt: '2026-02-02T00:00:00Z' }];
  const page = html.render(records);
  t.strictSame(unpackRecords(page, 'x.html'), JSON.parse(JSON.stringify(records)));
  t.match(page, /download="records.json.gz"/, 'as a file to save');
  t.notMatch(page, '<script');
});

t.test('what a target says cannot end the place where the record is', async (t) => {
  const evil =
    '"></a><script>alert(1)</script>' +
    '<a id="steelyard-records" href="data:application/gzip;base64,AAAA"';
  const record = { ...failingRecord(), argv: [evil] };
  const page = html.render([record]);
  t.strictSame(unpackRecords(page, 'x.html'), [JSON.parse(JSON.stringify(record))]);
  t.notMatch(page, '<script');
  t.equal(page.match(/<a id="steelyard-records"/g)?.length, 1);
});

t.test('a page that would be too large goes without', async (t) => {
  const noise = Array.from({ length: 400_000 }, (_, at) => `${Math.sin(at)}`);
  // A field that no section shows.
  const record = { ...failingRecord(), noise };
  const page = html.render([record]);
  t.ok(Buffer.byteLength(page) < PAGE_BYTES_MAX);
  t.throws(() => unpackRecords(page, 'x.html'), { message: 'x.html holds no record.' });
  const sum = createHash('sha256').update(recordText(record)).digest('hex');
  t.match(page, sum, 'and says by what its file is known');
  t.match(page, 'report record.json --embed', 'and how a page is made that has it');
  t.notOk(holdsRecords(page));
  const larger = html.render([record], { pageBytesMax: 20_000_000 });
  t.ok(holdsRecords(larger));
  t.strictSame(unpackRecords(larger, 'x.html'), [JSON.parse(JSON.stringify(record))]);
});

t.test('what is saved is what the record is', async (t) => {
  const record = failingRecord();
  const page = html.render([record]);
  const { document } = parseHTML(page);
  const link: Element | null = document.querySelector('a[download="record.json.gz"]');
  const [, base64 = ''] = (link?.getAttribute('href') ?? '').split('base64,');
  const saved: unknown = JSON.parse(gunzipSync(Buffer.from(base64, 'base64')).toString('utf8'));
  t.strictSame(saved, JSON.parse(JSON.stringify(record)));
});

t.test('what is no report, or a damaged one, is named', async (t) => {
  t.throws(() => unpackRecords('<html></html>', 'a.html'), { message: 'a.html holds no record.' });
  const page = html.render([failingRecord()]);
  const damaged = page.replace(/(gzip;base64,).{60}/, `$1${'A'.repeat(60)}`);
  t.throws(() => unpackRecords(damaged, 'b.html'), { message: /b.html is damaged/ });
});
