import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { comparedIn } from '../../reports/compared.ts';
import { readRecords } from '../../reports/reading.ts';
import { figuredTrial } from '../support/figured-trial.ts';
import { closedRecord, compareRecord } from '../support/sample-record.ts';
import { somePlan } from '../support/some-plan.ts';

/** Blocks that differ much from each other, and in which b takes a fifth longer than a. */
const trials = ['a', 'b'].flatMap((target) =>
  [10, 20, 40, 15].map((timeMs, at) =>
    figuredTrial(
      { ...somePlan, target, repetition: at + 1 },
      { p99Ns: timeMs * (target === 'b' ? 1.2 : 1) * 1e6 },
    ),
  ),
);
const record: RunRecord = { ...compareRecord(), trials, config: {} };

const of = (...records: RunRecord[]) => comparedIn(readRecords(records));

t.test('one record is compared block by block, on the terms that it was measured on', async (t) => {
  const [usual] = of(record);
  t.match(usual?.comparison.pairs, [{ reference: 'a', other: 'b', state: 'worse', samples: 4 }]);
  t.match(usual?.terms, { margin: 0.05, inBlocks: true });
  const wide = of({ ...record, config: { margin: 0.5, metric: 'median' } })[0];
  t.match(wide?.comparison.pairs, [{ state: 'alike', metric: { id: 'response-p50' } }]);
  const looked = of({ ...record, config: { blocksMax: 20 } })[0];
  t.ok((looked?.comparison.error ?? 1) < 0.01, 'the fourth of twenty blocks is an early look');
});

t.test('records beside each other have no blocks in common', async (t) => {
  const [apart] = of(record, record);
  t.equal(apart?.comparison.subjects.length, 4);
  t.equal(apart?.terms.inBlocks, false);
  const pair = apart?.comparison.pairs.find(
    ({ reference, other }) => reference === 'run 1 · a' && other === 'run 2 · b',
  );
  t.equal(pair?.state, 'undecided', 'so what blocks add does not cancel');
  const [together] = of({ ...record, config: { inBlocks: false } });
  t.match(together?.comparison.pairs, [{ state: 'undecided' }], 'nor where they were put together');
});

t.test('twins and invalid trials have no part in it', async (t) => {
  const odd = trials.map((trial, at) => {
    if (at > 1) return trial;
    return at === 0 ? { ...trial, twin: true as const } : { ...trial, verdict: 'invalid' as const };
  });
  const [some] = of({ ...record, trials: odd });
  t.match(some?.comparison.pairs, [{ samples: 2 }]);
});

t.test('one target is no comparison', async (t) => {
  t.strictSame(of(closedRecord()), []);
});
