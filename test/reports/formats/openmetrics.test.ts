/** Held against the grammar of OpenMetrics 1.0, "ABNF" and "MetricFamily". */
import t from 'tap';
import { openmetrics } from '../../../reports/formats/openmetrics.ts';
import {
  compareRecord,
  emptyRecord,
  failingRecord,
  hostileRecord,
  scaleRecord,
} from '../../support/sample-record.ts';

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^\\\\"\\n]|\\\\[\\\\"n])*"';
const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?';
const sampleLine = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (${NUMBER})$`);

const suffixes: Readonly<Record<string, readonly string[]>> = {
  gauge: [''],
  stateset: [''],
  counter: ['_total'],
  summary: ['', '_count', '_sum'],
};

type Family = { readonly name: string; readonly type: string };

/** The family that a line of metadata belongs to. It begins with its type, and only once. */
function describe(line: string, family: Family, seen: Set<string>, faults: string[]): Family {
  const [, keyword, name = '', rest = ''] = /^# (TYPE|UNIT|HELP) (\S+) (.+)$/.exec(line) ?? [];
  if (keyword === 'TYPE') {
    if (seen.has(name)) faults.push(`interleaved: ${line}`);
    seen.add(name);
    return { name, type: rest };
  }
  if (keyword === undefined || name !== family.name) faults.push(`elsewhere: ${line}`);
  if (keyword === 'UNIT' && !name.endsWith(`_${rest}`)) faults.push(`unit: ${line}`);
  return family;
}

/** Every rule of the text that a line breaks; the value of each sample by its name and labels. */
function parse(text: string): { faults: string[]; samples: Map<string, number> } {
  const faults: string[] = [];
  const samples = new Map<string, number>();
  const seen = new Set<string>();
  let family: Family = { name: '', type: '' };
  if (!text.endsWith('# EOF\n')) faults.push('no EOF');
  for (const line of text.slice(0, -'# EOF\n'.length).split('\n').slice(0, -1)) {
    if (line.startsWith('#')) {
      family = describe(line, family, seen, faults);
      continue;
    }
    const [, own = '', labels = '', value] = sampleLine.exec(line) ?? [];
    const allowed = (suffixes[family.type] ?? []).map((suffix) => family.name + suffix);
    if (!allowed.includes(own)) faults.push(`sample: ${line}`);
    if (samples.has(own + labels)) faults.push(`twice: ${line}`);
    samples.set(own + labels, Number(value));
  }
  return { faults, samples };
}

t.test('the grammar holds for every record, hostile names included', (t) => {
  const all = [compareRecord(), scaleRecord(), failingRecord(), emptyRecord(), hostileRecord()];
  for (const record of all) t.same(parse(openmetrics.render([record])).faults, []);
  t.same(parse(openmetrics.render(all)).faults, [], 'and for all of them together');
  t.equal(parse(openmetrics.render([])).samples.size, 0);
  t.end();
});

t.test('figures are those of the record, in seconds', (t) => {
  const record = compareRecord();
  const { samples } = parse(openmetrics.render([record]));
  for (const { id, target, servers, scenario, load, latency, counts } of record.trials) {
    const what = `target="${target}",servers="${servers}",scenario="${scenario}"`;
    const labels = `trial="${id}",${what},load="${load.model}"`;
    const response = `steelyard_response_seconds{${labels},quantile="0.999"}`;
    t.equal(samples.get(response), (latency.response.percentilesNs['p99.9'] ?? 0) / 1e9);
    const done = samples.get(`steelyard_requests_total{${labels},outcome="completed"}`);
    t.equal(done, counts.completed);
    const named = [...samples].filter(([name]) => name.includes(`requests_total{${labels},`));
    const sum = named.reduce((total, [, count]) => total + count, 0);
    t.equal(sum, counts.intended, 'every request is in one outcome');
  }
  t.end();
});

t.test('a percentile that is a mere lower bound is no quantile', (t) => {
  const failing = failingRecord();
  const record = { ...failing, trials: failing.trials.filter(({ verdict }) => verdict === 'pass') };
  const bounds = record.trials.flatMap(({ latency }) => latency.response.atLeast);
  const known = record.trials.flatMap(({ latency }) =>
    Object.values(latency.response.percentilesNs).filter((value) => value !== null),
  );
  t.ok(bounds.length > 0, 'there are such percentiles');
  const text = openmetrics.render([record]);
  const quantiles = text.match(/^steelyard_response_seconds\{.*quantile=/gm) ?? [];
  t.equal(quantiles.length, known.length - bounds.length);
  t.end();
});
