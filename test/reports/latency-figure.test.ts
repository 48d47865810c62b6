/** One rule says which percentiles are shown, in tables, charts, sentences and rows of blocks. */
import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { ninesOf } from '../../reports/charts/axis-ticks.ts';
import type { ChartSpec } from '../../reports/charts/chart-spec.ts';
import { latencyCell, latencyFigure, latencyWords } from '../../reports/latency-figure.ts';
import { percentileBars } from '../../reports/percentile-bars.ts';
import { percentileChart } from '../../reports/percentile-chart.ts';
import { readRecords } from '../../reports/reading.ts';
import { p99 } from '../../reports/scaling-charts.ts';
import { spectrum } from '../../reports/sections/spectrum.ts';
import { supportOf } from '../../reports/spectrum-support.ts';
import { madeTrial } from '../support/made-trial.ts';
import { closedRecord } from '../support/sample-record.ts';
import { somePlan } from '../support/some-plan.ts';

/** 4,000 requests in 20 s. In a calm run slow answers are strewn, in a stormy one in one second. */
const recordOf = (isSlow: (index: number) => boolean): RunRecord => {
  const phase = { kind: 'poisson', durationNs: 20 * NS_PER_S, ...{ ratePerSecond: 200 } };
  const trial = madeTrial(
    { ...somePlan, load: { model: 'open', phases: [phase] } },
    {
      requests: 4000,
      responseNs: (index) => (isSlow(index) ? 40 : 1 + (index % 7) * 0.1) * NS_PER_MS,
    },
  );
  return { ...closedRecord(), trials: [trial], findings: [], config: {} };
};
const calm = recordOf((index) => index % 50 === 0);
const stormy = recordOf((index) => index >= 1000 && index < 1080);

function conditionOf(record: RunRecord) {
  const [condition] = readRecords([record]).conditions;
  if (condition === undefined) throw new Error('one trial is one condition');
  return condition;
}

function spectrumOf(record: RunRecord): ChartSpec {
  const block = spectrum.read(readRecords([record]))?.blocks[0];
  if (block?.kind !== 'chart') throw new Error('the section is a chart');
  return block;
}

const lastOf = ({ lines }: ChartSpec): number =>
  Math.max(...lines.flatMap((line) => line.points.map(({ x }) => x)));

t.test('both have as many slow answers, and only the calm run supports a p99', async (t) => {
  const [quiet, rough] = [calm, stormy].map(conditionOf);
  t.ok(quiet && rough);
  if (!quiet || !rough) return;
  t.equal(quiet.response.count, rough.response.count);
  t.type(latencyCell(quiet, 'response', 99).value, 'number');
  t.match(latencyCell(rough, 'response', 99), { value: null, note: /^n=4,000; needs ≥ / });
  t.match(latencyWords(quiet, 'response', 99), '40 ms');
  t.equal(latencyWords(rough, 'response', 99), undefined);
  t.equal(p99(rough), null, 'scaling');
  t.match(percentileBars(quiet, 100).join('\n'), /p99 /);
  t.notMatch(percentileBars(rough, 100).join('\n'), /p99 /, 'blocks in the terminal');
  const dots = (condition: typeof quiet) =>
    percentileChart([condition], { id: 'x', title: '' })?.lines.at(3)?.points.length;
  t.same([dots(quiet), dots(rough)], [1, 0], 'dots of a comparison');
  t.equal(latencyFigure(rough, 'response', 99), latencyFigure(rough, 'response', 99), 'kept');
});

t.test('the spectrum ends where the tables end, and says so in grey', async (t) => {
  const [quiet, rough] = [spectrumOf(calm), spectrumOf(stormy)];
  t.ok(lastOf(quiet) > ninesOf(99));
  t.ok(lastOf(rough) < ninesOf(99));
  for (const chart of [quiet, rough]) {
    t.equal(chart.spans?.[0]?.from, lastOf(chart), 'the grey begins where the line ends');
    t.equal(chart.spans?.[0]?.label, 'too few samples');
  }
  const support = supportOf(conditionOf(calm), 'response');
  for (const { x, low, high } of support.band) {
    const figure = latencyFigure(conditionOf(calm), 'response', 100 * (1 - 1 / x));
    if (figure.state === 'known') t.ok((low ?? 0) <= figure.value && figure.value <= (high ?? 0));
  }
  t.ok(
    support.band.some(({ low }) => low !== null),
    'with a band around it',
  );
});
