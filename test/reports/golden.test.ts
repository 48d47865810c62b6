/** Each section in each format, as a golden file. The style sheet is left out: it is no content. */
import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { formats, sections } from '../../reports/index.ts';
import { capacityRecord, objectivesRecord } from '../support/answered-record.ts';
import { matchGolden } from '../support/golden.ts';
import {
  compareRecord,
  emptyRecord,
  failingRecord,
  scaleOpenRecord,
  scaleRecord,
} from '../support/sample-record.ts';
import { serverViewRecord } from '../support/server-view-record.ts';
import { sessionsRecord } from '../support/sessions-record.ts';

type SectionName = (typeof sections)[number]['name'];

/** The sample that shows most of a section. A new section must be given one to compile. */
const samples: Readonly<Record<SectionName, () => readonly RunRecord[]>> = {
  verdict: () => [failingRecord(), compareRecord()],
  summary: () => [failingRecord(), scaleRecord()],
  objectives: () => [objectivesRecord()],
  capacity: () => [capacityRecord()],
  comparison: () => [compareRecord()],
  scaling: () => [scaleRecord(), scaleOpenRecord()],
  sessions: () => [sessionsRecord()],
  spectrum: () => [failingRecord()],
  sweep: () => [capacityRecord()],
  errors: () => [failingRecord()],
  'over-time': () => [failingRecord()],
  'server-view': () => [serverViewRecord()],
  trials: () => [failingRecord()],
  method: () => [scaleRecord(), failingRecord()],
  data: () => [scaleRecord(), failingRecord()],
};

/** One element a line, for a diff that can be read. */
const reviewable = (html: string): string =>
  html
    .replace(/<style>[^<]*<\/style>/, '<style></style>')
    .replace(/'sha256-[^']+'/, "'sha256-…'")
    .replaceAll('><', '>\n<');

for (const section of sections) {
  t.test(section.name, (t) => {
    const records = samples[section.name]();
    for (const format of formats) {
      // The record itself is not split into sections, and neither is what other tools read.
      if (['json', 'hlog', 'hgrm', 'openmetrics', 'junit'].includes(format.name)) continue;
      const text = format.render(records, { sections: [section.name] });
      const shown = format.name === 'html' ? reviewable(text) : text;
      matchGolden(t, shown, `reports/${section.name}.${format.extension}`);
    }
    t.end();
  });
}

t.test('a record without a single request', (t) => {
  for (const format of formats) {
    const text = format.render([emptyRecord()]);
    t.notMatch(text, /NaN|Infinity|undefined/, `${format.name} has a word for what is missing`);
    if (format.name === 'terminal') t.match(text, '? INCONCLUSIVE', 'and says that nothing was');
  }
  t.end();
});

t.test('no record at all', (t) => {
  for (const format of formats) {
    const text = format.render([]);
    t.notMatch(text, /NaN|Infinity|undefined/, `${format.name} has nothing to say and says so`);
    t.ok(text.endsWith('\n'));
  }
  t.end();
});
