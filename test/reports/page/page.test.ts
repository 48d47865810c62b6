/** The page keeps its promises: one file, no script, nothing from anywhere, all links lead home. */
import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import t from 'tap';
import type { RunRecord, TrialRecord } from '../../../harness/model/record.ts';
import { NS_PER_S } from '../../../harness/model/units.ts';
import { html } from '../../../reports/formats/html.ts';
import { compareRecord, sampleRecords } from '../../support/sample-record.ts';

const KB = 1000;

for (const [name, record] of Object.entries(sampleRecords)) {
  t.test(name, (t) => {
    const text = html.render([record()]);
    const { document } = parseHTML(text);
    const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
    const attribute = (element: Element | undefined, name: string) =>
      element?.getAttribute(name) ?? '';

    const policy = attribute(all('meta[http-equiv]')[0], 'content');
    const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    t.match(policy, "default-src 'none'", 'nothing is allowed');
    t.ok(policy.includes(`style-src 'sha256-${hash}'`), 'but the style sheet that is there');
    t.same(all('script, link, img, iframe, object, [src], [style]').length, 0);
    t.same(all('style').length, 1, 'drawings bring no style sheet');
    t.notMatch(style, /url\(|@import/);

    const ids = all('[id]').map((element) => element.id);
    t.equal(new Set(ids).size, ids.length, 'ids are unique');
    const [download] = all('a[download]');
    t.match(attribute(download, 'href'), /^data:application\/gzip;base64,/, 'the record is inside');
    const links = all('a[href]:not([download])').map((link) => attribute(link, 'href'));
    t.same(
      links.filter((href) => !ids.includes(href.replace(/^#/, ''))),
      [],
      'links lead home',
    );
    const labels = all('[aria-labelledby]').flatMap((e) =>
      attribute(e, 'aria-labelledby').split(' '),
    );
    t.same(
      labels.filter((label) => !ids.includes(label)),
      [],
      'labels exist',
    );

    for (const svg of all('svg')) {
      t.equal(attribute(svg, 'role'), 'img');
      t.ok((svg.querySelector('title')?.textContent ?? '').length > 10, 'it says what is so');
      t.ok((svg.querySelector('desc')?.textContent ?? '').length > 20, 'and describes itself');
      const figure = svg.closest('figure');
      const how = figure?.querySelector('figcaption .how')?.textContent ?? '';
      const isPicture = figure?.className === 'picture';
      t.ok(isPicture || /^How to read: .{20}/.test(how), `${figure?.id}: and how to read it`);
      const own = figure?.querySelector('table');
      const beside = figure?.closest('section')?.querySelectorAll('table').length ?? 0;
      t.ok(isPicture || own || beside > 0, `${figure?.id}: and there is a table of it`);
    }
    t.ok(text.length < 1000 * KB, `${text.length} bytes are less than 1 MB`);
    const bare = text.length - attribute(download, 'href').length;
    t.ok(bare < 300 * KB, `without the record ${bare} are less than 300 kB`);
    t.end();
  });
}

t.test('the verdict comes before everything else', (t) => {
  const { document } = parseHTML(html.render([compareRecord()]));
  const first: Element | null = document.querySelector('main > section');
  t.equal(first?.id, 'verdict');
  t.match(first?.querySelector('.statement')?.textContent, /PASS.*node-http answers fastest/);
  t.end();
});

t.test('a long experiment still makes a file that can be mailed', (t) => {
  const record = compareRecord();
  const stretched = (trial: TrialRecord, copy: number): TrialRecord => ({
    ...trial,
    id: `${trial.id}-${copy}`,
    window: { ...trial.window, durationNs: 100 * NS_PER_S },
    series: Array.from({ length: 20 }, () => trial.series)
      .flat()
      .map((point, index) => ({ ...point, atNs: index * NS_PER_S })),
  });
  const long: RunRecord = {
    ...record,
    trials: [1, 2, 3].flatMap((copy) => record.trials.map((trial) => stretched(trial, copy))),
  };
  t.equal(long.trials.length, 27);
  const text = html.render([long]);
  t.ok(text.length < 500 * KB, `${text.length} bytes are less than 500 kB`);
  const { document } = parseHTML(text);
  t.equal(document.querySelectorAll('#over-time details.fold').length, 3);
  t.match(document.querySelector('#over-time')?.textContent, /Drawn are 3 of 27 trials/);
  const rows = document.querySelectorAll('#over-time-1-data tbody tr').length;
  const warmup = record.trials[0]?.warmupSeries?.length ?? 0;
  t.ok(warmup > 0);
  t.equal(rows, warmup + 50, 'pairs are merged');
  t.end();
});
