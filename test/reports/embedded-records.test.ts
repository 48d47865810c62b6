import t from 'tap';
import { html } from '../../reports/formats/html.ts';
import { PAGE_BYTES_MAX, unpackRecords } from '../../reports/page/embedded-records.ts';
import { failingRecord } from '../support/sample-record.ts';

t.test('a report gives back the records it was made of', async (t) => {
  const records = [failingRecord(), { ...failingRecord(), startedAt: '2026-02-02T00:00:00Z' }];
  const page = html.render(records);
  t.strictSame(unpackRecords(page, 'x.html'), JSON.parse(JSON.stringify(records)));
  t.ok(page.endsWith('</template></body></html>\n'), 'after all that is to be read');
  t.notMatch(page, '<script');
});

t.test('what a target says cannot end the place where the record is', async (t) => {
  const evil = '</template><script>alert(1)</script>';
  const record = { ...failingRecord(), argv: [evil] };
  const page = html.render([record]);
  t.strictSame(unpackRecords(page, 'x.html'), [JSON.parse(JSON.stringify(record))]);
  t.equal(page.match(/<\/template>/g)?.length, 1);
});

t.test('a page that would be too large goes without', async (t) => {
  const noise = Array.from({ length: 200_000 }, (_, at) => `${Math.sin(at)}`);
  // A field that no section shows.
  const record = { ...failingRecord(), noise };
  const page = html.render([record]);
  t.ok(Buffer.byteLength(page) < PAGE_BYTES_MAX);
  t.throws(() => unpackRecords(page, 'x.html'), { message: 'x.html holds no record.' });
});

t.test('what is no report, or a damaged one, is named', async (t) => {
  t.throws(() => unpackRecords('<html></html>', 'a.html'), { message: 'a.html holds no record.' });
  const page = html.render([failingRecord()]);
  const damaged = page.replace(/(<template[^>]*>).{60}/, `$1${'A'.repeat(60)}`);
  t.throws(() => unpackRecords(damaged, 'b.html'), { message: /b.html is damaged/ });
});
