/** Every figure of a report is found in the record, and repetitions are merged, not averaged. */
import { parseHTML } from 'linkedom';
import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { formatCount, formatNs, formatRate } from '../../harness/model/units.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { fromLatencyRecord } from '../../harness/stats/latency-record.ts';
import { csv } from '../../reports/formats/csv.ts';
import { html } from '../../reports/formats/html.ts';
import { readCsv } from '../support/read-csv.ts';
import { closedRecord, compareRecord, failingRecord } from '../support/sample-record.ts';

/** The figures of a section, by the fields that name them. */
function figures(record: RunRecord, section: string): Map<string, string> {
  const [, ...rows] = readCsv(csv.render([record], { sections: [section] }));
  return new Map(
    rows.map(([, table, , target, servers, , , trial, row, figure, value, , remark]) => [
      [table, target, servers, trial, row, figure].join(' | '),
      remark?.startsWith('at least') ? `≥ ${value}` : `${value}`,
    ]),
  );
}

/** The text of a table's cells, row by row. */
function cells(record: RunRecord, table: string): string[][] {
  const { document } = parseHTML(html.render([record]));
  for (const note of document.querySelectorAll('.note')) {
    if (/^(\[|interval)/.test(note.textContent ?? '')) note.remove();
  }
  const rows: Element[] = [...document.querySelectorAll(`#${table} tbody tr`)];
  return rows.map((row) =>
    [...row.querySelectorAll('th, td')].map((c) => (c.textContent ?? '').trim()),
  );
}

t.test('the summary of one trial says what the trial says', (t) => {
  const record = closedRecord();
  const [trial] = record.trials;
  if (trial === undefined) throw new Error('the sample has a trial');
  const { response, service, lag } = trial.latency;
  const ns = (value: number | null) => formatNs(value ?? Number.NaN);
  const [row] = cells(record, 'summary-table');
  t.same(row?.slice(0, 6), [
    'fastify',
    '✔ pass',
    '1',
    '—',
    formatRate(trial.throughputPerSecond),
    '0 %',
  ]);
  t.same(row?.slice(6, 14), [
    ns(response.percentilesNs.p50),
    ns(response.percentilesNs.p90),
    ns(response.percentilesNs['p99']),
    ns(response.percentilesNs['p99.9']),
    ns(response.maxNs),
    ns(service.percentilesNs.p50),
    ns(service.percentilesNs['p99']),
    ns(lag.percentilesNs['p99']),
  ]);
  const { document } = parseHTML(html.render([record]));
  const caption = document.querySelector('#summary-table caption')?.textContent ?? '';
  t.match(caption, `scenario ${trial.scenario}, 1 server, closed, 16 clients`);
  t.end();
});

t.test('a trial’s tables hold its counts and percentiles', (t) => {
  const record = failingRecord();
  const found = figures(record, 'trials');
  record.trials.forEach((trial, index) => {
    const key = (table: string, row: string, figure: string) =>
      [`trial-${index + 1}-${table}`, trial.target, trial.servers, trial.id, row, figure].join(
        ' | ',
      );
    const { counts, latency } = trial;
    for (const name of ['intended', 'sent', 'completed', 'unfinished', 'unsent'] as const) {
      t.equal(found.get(key('counts', name, 'window')), String(counts[name]), name);
    }
    t.equal(found.get(key('counts', 'failed: status', 'window')), String(counts.failed.status));
    t.equal(found.get(key('counts', 'failed: timeout', 'window')), String(counts.failed.timeout));
    for (const kind of ['response', 'service', 'lag'] as const) {
      for (const name of ['p50', 'p90', 'p99'] as const) {
        const bound = latency[kind].atLeast.includes(name) ? '≥ ' : '';
        const want = `${bound}${latency[kind].percentilesNs[name]}`;
        t.equal(found.get(key('latency', kind, name)), want, `${kind} ${name}`);
      }
      t.equal(found.get(key('latency', kind, 'p99.9')), '', 'p99.9 has too few samples');
    }
  });
  t.end();
});

t.test('repetitions are merged histogram by histogram', (t) => {
  const record = compareRecord();
  const found = figures(record, 'summary');
  for (const target of ['fastify', 'node-http', 'express']) {
    const trials = record.trials.filter((trial) => trial.target === target);
    t.equal(trials.length, 3);
    const all = new Distribution();
    for (const { latency } of trials) all.add(fromLatencyRecord(latency.response));
    const key = (figure: string) => `summary-table | ${target} | 1 |  |  | ${figure}`;
    for (const percent of [50, 90, 99, 99.9]) {
      const want = String(all.merged().percentileNs(percent));
      t.equal(found.get(key(`response-p${percent}`)), want, `${target} p${percent}`);
    }
    const intended = trials.reduce((sum, { counts }) => sum + counts.intended, 0);
    const seconds = trials.reduce((sum, { window }) => sum + window.durationNs / 1e9, 0);
    t.equal(Number(found.get(key('offered'))), intended / seconds, 'rates are over all windows');
  }
  t.end();
});

t.test('bounds and gaps are told from figures', (t) => {
  const [row] = cells(failingRecord(), 'summary-table');
  t.match(row?.[10], /^≥ /, 'p99 is a lower bound');
  const valid = failingRecord().trials.filter(({ verdict }) => verdict !== 'invalid');
  t.equal(valid.length, 1, 'of two trials');
  t.equal(row?.[2], '1 1 left out');
  const intended = formatCount(valid[0]?.counts.intended ?? 0);
  t.equal(row?.[9], `— n=${intended}; needs ≥ 5,000`, 'p99.9 has too few samples');
  t.match(row?.[12], /^≥ /, 'the largest is a lower bound');
  t.end();
});

t.test('the series in a report sums to the trial and its warm-up', (t) => {
  const record = failingRecord();
  const found = [...figures(record, 'over-time')];
  record.trials.forEach((trial) => {
    const sum = (figure: string) =>
      found
        .filter(([key]) => key.includes(` ${trial.id} `) && key.endsWith(`| ${figure}`))
        .reduce((total, [, value]) => total + Number(value), 0);
    const { counts, warmup, warmupSeries = [] } = trial;
    const intended = counts.intended + warmup.intended;
    t.equal(sum('offered'), intended, 'intervals of a second: rates are counts');
    const early = warmupSeries.reduce((total, { answered }) => total + answered, 0);
    const answered = (trial.throughputPerSecond * trial.window.durationNs) / 1e9;
    t.equal(sum('answered'), answered + early);
    t.equal(sum('failed'), intended - counts.completed - warmup.completed);
    t.ok(early > 0 && warmup.intended > 0);
  });
  t.end();
});
