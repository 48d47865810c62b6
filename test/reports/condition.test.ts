import t from 'tap';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { conditionOf } from '../../reports/condition.ts';
import { closedRecord, compareRecord, failingRecord } from '../support/sample-record.ts';

const key = { run: '', label: 'x', style: 0 };
const trialsOf = (target: string) =>
  compareRecord().trials.filter((trial) => trial.target === target);

/** The same trial with a window of another length and other figures. */
const varied = (trial: TrialRecord, seconds: number, over: Partial<TrialRecord>): TrialRecord => ({
  ...trial,
  window: { ...trial.window, durationNs: seconds * NS_PER_S },
  ...over,
});

t.test('rates are over all windows together, not the mean of rates', (t) => {
  const [trial] = trialsOf('fastify');
  if (trial === undefined) throw new Error('the sample has such a trial');
  const trials = [
    varied(trial, 1, { throughputPerSecond: 100, offeredPerSecond: 200 }),
    varied(trial, 3, { throughputPerSecond: 300, offeredPerSecond: 400 }),
  ];
  const { throughputPerSecond, offeredPerSecond } = conditionOf(trials, key);
  t.equal(throughputPerSecond, 250, '(100·1 + 300·3) / 4');
  t.equal(offeredPerSecond, 350);
  t.equal(conditionOf(closedRecord().trials, key).offeredPerSecond, null, 'closed: none offered');
  t.end();
});

t.test('processor time is for each right answer', (t) => {
  const [trial] = trialsOf('fastify');
  if (trial === undefined) throw new Error('the sample has such a trial');
  const using = (cpuNs: number | null, seconds: number) =>
    varied(trial, seconds, {
      throughputPerSecond: 100,
      usage: { ...trial.usage, target: { ...trial.usage.target, cpuNs } },
    });
  t.equal(conditionOf([using(2e6, 1), using(10e6, 3)], key).cpuNsPerAnswer, 30_000, '12 ms / 400');
  t.equal(conditionOf([using(2e6, 1), using(null, 3)], key).cpuNsPerAnswer, null, 'one unknown');
  const silent = varied(trial, 1, { throughputPerSecond: 0 });
  t.equal(conditionOf([silent], key).cpuNsPerAnswer, null, 'nothing answered');
  t.end();
});

t.test('errors are all that did not get their right answer', (t) => {
  const trials = failingRecord().trials.slice(0, 1);
  const { errorShare, counts } = conditionOf(trials, key);
  const { intended, completed } = trials[0]?.counts ?? { intended: 0, completed: 0 };
  t.equal(counts.intended, intended);
  t.equal(errorShare, (intended - completed) / intended);
  t.end();
});

t.test('trials that are not valid are left out, unless there are no others', (t) => {
  const { trials } = failingRecord();
  const [valid, invalid] = trials;
  if (valid === undefined || invalid === undefined) throw new Error('the sample has two trials');
  t.same([valid.verdict, invalid.verdict], ['pass', 'invalid']);
  const some = conditionOf(trials, key);
  t.same(some.trials, [valid]);
  t.match(some, { leftOut: 1, verdict: 'pass', counts: valid.counts });
  t.equal(some.response.count, valid.latency.response.count);
  const none = conditionOf([invalid], key);
  t.same(none.trials, [invalid]);
  t.match(none, { leftOut: 0, verdict: 'invalid', counts: invalid.counts });
  t.end();
});

t.test('distributions hold the samples of all repetitions', (t) => {
  const trials = trialsOf('express');
  const { response, lag } = conditionOf(trials, key);
  const count = trials.reduce((sum, { latency }) => sum + latency.response.count, 0);
  t.equal(response.count, count);
  t.equal(
    response.merged().maxNs,
    Math.max(...trials.map(({ latency }) => latency.response.maxNs ?? 0)),
    'and their exact maximum',
  );
  t.equal(lag.count, count);
  t.end();
});
