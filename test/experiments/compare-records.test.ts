import t from 'tap';
import { compareRecords } from '../../harness/experiments/compare-records.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { figuredTrial } from '../support/figured-trial.ts';
import { compareRecord } from '../support/sample-record.ts';
import { closedLoad, somePlan } from '../support/some-plan.ts';

/** A record with trials that take so many milliseconds. */
const recordOf = (target: string, timesMs: readonly number[]): RunRecord => ({
  ...compareRecord(),
  trials: timesMs.map((timeMs, at) =>
    figuredTrial({ ...somePlan, target, repetition: at + 1 }, { p99Ns: timeMs * 1e6 }),
  ),
});

const asked = { margin: 0.05, force: false };
const before = { label: 'before', record: recordOf('shop', [10, 10.1, 9.9, 10]) };
const after = { label: 'after', record: recordOf('shop', [12, 12.1, 11.9, 12]) };

t.test('one target in two records is told apart by the records', async (t) => {
  const { findings, trials, inBlocks } = compareRecords({ ...asked, records: [before, after] });
  t.match(findings[0], {
    verdict: 'pass',
    claim: /^shop \(before\) has the lowest response p99: .*; shop \(after\) .*1\.20 × \[1\.1/,
  });
  t.equal(inBlocks, false);
  t.equal(new Set(trials.map(({ id }) => id)).size, 8, 'and so are their trials');
  t.strictSame([...new Set(trials.map(({ target }) => target))], ['shop (before)', 'shop (after)']);
});

t.test('one record is compared block by block, its twins left out', async (t) => {
  const blocks = [10, 20, 40];
  const record: RunRecord = {
    ...before.record,
    trials: [
      ...recordOf('a', blocks).trials,
      ...recordOf('a', blocks).trials.map((trial) => ({ ...trial, twin: true as const })),
      ...recordOf(
        'b',
        blocks.map((time) => 1.2 * time),
      ).trials,
    ],
  };
  const { findings, trials, inBlocks } = compareRecords({
    ...asked,
    records: [{ label: 'x', record }],
  });
  t.match(findings[0]?.claim, /^a has the lowest response p99: .*; b .*\(1\.200? × \[1\.19/);
  t.equal(inBlocks, true);
  t.equal(trials.length, 6);
});

t.test('records of other machines, and of other loads', async (t) => {
  const environment = { ...after.record.environment, cpuModel: 'Another' };
  const moved = { ...after, record: { ...after.record, environment } };
  const records = [before, moved];
  t.throws(() => compareRecords({ ...asked, records }), { message: /Another/ });
  const forced = compareRecords({ ...asked, records, force: true });
  t.ok(forced.findings.some(({ rule }) => rule === 'same-machine'));
  const closed = {
    label: 'closed',
    record: {
      ...after.record,
      trials: after.record.trials.map((trial) => ({ ...trial, load: closedLoad })),
    },
  };
  t.throws(() => compareRecords({ ...asked, records: [before, closed] }), {
    message: 'There is nothing to compare in before, closed: no two targets met the same load.',
  });
});
