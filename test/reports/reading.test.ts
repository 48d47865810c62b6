import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { readRecords } from '../../reports/reading.ts';
import {
  closedRecord,
  compareRecord,
  emptyRecord,
  scaleOpenRecord,
  scaleRecord,
} from '../support/sample-record.ts';

const labels = (...records: RunRecord[]) =>
  readRecords(records).conditions.map(({ label }) => label);

t.test('repetitions are one condition', (t) => {
  const { conditions, trials } = readRecords([compareRecord()]);
  t.same(
    conditions.map(({ target, trials: own }) => [target, own.map((trial) => trial.repetition)]),
    [
      ['fastify', [1, 2, 3]],
      ['node-http', [1, 2, 3]],
      ['express', [1, 2, 3]],
    ],
  );
  t.equal(trials.length, 9);
  t.same(
    conditions.map(({ style }) => style),
    [0, 1, 2],
    'each has its own look',
  );
  t.end();
});

t.test('a label names what differs, and the target', (t) => {
  t.same(labels(compareRecord()), ['fastify', 'node-http', 'express']);
  t.same(labels(scaleRecord()).slice(0, 4), [
    'fastify · 1 server',
    'fastify · 2 servers',
    'fastify · 4 servers',
    'express · 1 server',
  ]);
  t.same(
    labels(scaleOpenRecord()),
    ['fastify · 1 server', 'fastify · 2 servers', 'fastify · 4 servers'],
    'a load that follows from the servers is not said again',
  );
  t.end();
});

t.test('several records stay apart', (t) => {
  t.same(labels(closedRecord(), closedRecord()), ['run 1 · fastify', 'run 2 · fastify']);
  t.same(labels(closedRecord(), emptyRecord()), [
    'run 1 · fastify · closed, 16 clients',
    'run 2 · silent · open, poisson 0.000001/s',
  ]);
  const { trials } = readRecords([closedRecord(), closedRecord()]);
  t.same(
    trials.map(({ label }) => label),
    ['run 1 · fastify-1-server-1', 'run 2 · fastify-1-server-1'],
  );
  t.end();
});
