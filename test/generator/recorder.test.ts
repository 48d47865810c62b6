import fc from 'fast-check';
import t from 'tap';
import { Recorder } from '../../harness/generator/recorder.ts';
import { Tally, type TallyData } from '../../harness/generator/tally.ts';
import { failureKinds, type Outcome } from '../../harness/model/protocol.ts';
import type { Counts } from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';

const nothing = () => undefined;
const live = { sent: nothing, blocked: nothing, settled: nothing, late: nothing };
const recorderOf = (windowNs: number): Recorder =>
  new Recorder({
    operations: 2,
    windowStartNs: NS_PER_S,
    windowEndNs: NS_PER_S + windowNs,
    intervalNs: NS_PER_S,
    live,
  });

type Step =
  | { kind: 'settled'; operation: number; times: readonly number[]; outcome: Outcome }
  | { kind: 'unfinished'; operation: number; times: readonly number[] }
  | { kind: 'unsent'; operation: number; times: readonly number[] };

const WINDOW_NS = 30 * NS_PER_S;
const times = fc
  .tuple(
    fc.integer({ min: 0, max: NS_PER_S + WINDOW_NS - 1 }),
    fc.integer({ min: 0, max: NS_PER_S }),
    fc.integer({ min: 0, max: 5 * NS_PER_S }),
  )
  .map(([intended, lag, service]) => [intended, intended + lag, intended + lag + service]);
const operation = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('settled' as const),
    operation,
    times,
    outcome: fc.constantFrom<Outcome>('ok', 'ok', 'ok', ...failureKinds),
  }),
  fc.record({ kind: fc.constantFrom('unfinished' as const, 'unsent' as const), operation, times }),
);

function play(recorder: Recorder, steps: readonly Step[]): void {
  for (const { operation, times, ...rest } of steps) {
    const [intendedNs = 0, sentNs = 0, doneNs = 0] = times;
    const exchange = { operation, intendedNs, sentNs, freeNs: 0 };
    if (rest.kind === 'settled') recorder.settled(exchange, rest.outcome, doneNs);
    else if (rest.kind === 'unfinished') recorder.unfinished(exchange, doneNs);
    else recorder.unsent(operation, intendedNs, doneNs);
  }
}

const failures = (counts: Counts): number =>
  failureKinds.reduce((sum, kind) => sum + counts.failed[kind], 0);

t.test('every count adds up, in total, per operation and per interval', async (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const recorder = recorderOf(WINDOW_NS);
      play(recorder, steps);
      const data = recorder.toData();
      const byOperation = new Tally();
      for (const part of data.operations) byOperation.add(part);
      const byInterval = new Tally();
      for (const part of data.series) byInterval.add(part);
      const counts = byOperation.counts();
      t.same(byInterval.counts(), counts);
      const before = new Tally();
      for (const part of data.warmupSeries) before.add(part);
      t.same(before.counts(), data.warmup);
      const answered = (parts: readonly TallyData[]) =>
        parts.reduce((sum, part) => sum + part.answered, 0);
      const inTime = steps.filter(
        ({ kind, times: [, , doneNs = 0], ...rest }) =>
          kind === 'settled' &&
          'outcome' in rest &&
          rest.outcome === 'ok' &&
          doneNs < NS_PER_S + WINDOW_NS,
      );
      t.equal(answered(data.warmupSeries) + answered(data.series), inTime.length);
      t.equal(counts.intended + data.warmup.intended, steps.length);
      t.equal(counts.sent, counts.completed + failures(counts) + counts.unfinished);
      t.equal(byOperation.response.count, counts.intended);
      t.equal(byOperation.service.count, counts.sent);
      t.equal(byOperation.lag.count, counts.sent);
      t.equal(
        [...data.pacing.counts].reduce((sum, count) => sum + count, 0),
        counts.sent,
      );
      t.same(byInterval.response.toData(), byOperation.response.toData());
    }),
    { seed: 5, numRuns: 40 },
  );
});

t.test('the warm-up has intervals of its own, twelve at most', async (t) => {
  const warmupNs = 6 * NS_PER_S;
  const options = { operations: 1, windowEndNs: 2 * warmupNs, live };
  const recorderAfter = (windowStartNs: number): Recorder =>
    new Recorder({ ...options, windowStartNs, intervalNs: NS_PER_S / 10 });
  const recorder = recorderAfter(warmupNs);
  const exchange = (intendedNs: number) => ({
    ...{ operation: 0, intendedNs, sentNs: intendedNs, freeNs: 0 },
  });
  recorder.settled(exchange(0.4 * NS_PER_S), 'ok', 0.6 * NS_PER_S);
  recorder.settled(exchange(0.7 * NS_PER_S), 'ok', 5.99 * NS_PER_S);
  recorder.unfinished(exchange(5.9 * NS_PER_S), 7 * NS_PER_S);
  const { warmupSeries } = recorder.toData();
  t.same(
    warmupSeries.map(({ completed, unfinished }) => completed + unfinished),
    [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  );
  t.same(
    warmupSeries.map(({ answered }) => answered),
    [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  );
  t.equal(warmupSeries[1]?.response.answered.maxNs, 5.29 * NS_PER_S);
  t.same(recorderAfter(0).toData().warmupSeries, [], 'none without a warm-up');
});

t.test('a request belongs where it was intended, its answer to when it came', async (t) => {
  const recorder = recorderOf(3 * NS_PER_S);
  const at = (seconds: number): number => seconds * NS_PER_S;
  const exchange = (intended: number, sent: number) => ({
    operation: 1,
    intendedNs: at(intended),
    sentNs: at(sent),
    freeNs: 0,
  });
  recorder.settled(exchange(0.5, 0.5), 'ok', at(1.5));
  recorder.settled(exchange(1.2, 1.5), 'ok', at(3.5));
  recorder.settled(exchange(3.9, 3.9), 'ok', at(4.5));
  const { series, warmup, operations } = recorder.toData();
  t.same(
    series.map((interval) => interval.answered),
    [1, 0, 1],
  );
  t.same(
    series.map((interval) => interval.completed),
    [1, 0, 1],
  );
  t.equal(warmup.completed, 1);
  t.equal(operations[0]?.completed, 0);
  t.equal(operations[1]?.response.answered.maxNs, at(2.3));
  t.equal(operations[1]?.service.answered.maxNs, at(2));
  t.equal(operations[1]?.lag.answered.maxNs, at(1.5) - at(1.2));
});

t.test('pacing leaves out the wait for a free connection', async (t) => {
  const recorder = recorderOf(NS_PER_S);
  const exchange = { operation: 0, intendedNs: 1.1e9, sentNs: 1.500_001e9, freeNs: 1.5e9 };
  recorder.settled(exchange, 'ok', 1.6e9);
  t.equal(recorder.toData().pacing.maxNs, 1000);
});
