import t from 'tap';
import type { Load } from '../../harness/model/load.ts';
import type { RunRecord } from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { readRecords } from '../../reports/reading.ts';
import { scalingSeries } from '../../reports/scaling-series.ts';
import { closedRecord } from '../support/sample-record.ts';

const closed = (clients: number): Load => ({
  model: 'closed',
  clients,
  thinkNs: 0,
  durationNs: NS_PER_S,
});

/** Series found among conditions of these servers and clients, as lists of `servers×clients`. */
function series(
  settings: readonly (readonly [target: string, servers: number, clients: number])[],
) {
  const record = closedRecord();
  const made: RunRecord = {
    ...record,
    trials: record.trials.flatMap((trial) =>
      settings.map(([target, servers, clients], index) => {
        return { ...trial, id: String(index), target, servers, load: closed(clients) };
      }),
    ),
  };
  return scalingSeries(readRecords([made]).conditions).map(({ conditions }) =>
    conditions.map(({ servers, load }) => `${servers}×${'clients' in load ? load.clients : ''}`),
  );
}

t.test('one condition for each number of servers, whatever the load', (t) => {
  t.same(
    series([
      ['a', 4, 130],
      ['a', 1, 64],
      ['a', 2, 100],
    ]),
    [['1×64', '2×100', '4×130']],
  );
  t.end();
});

t.test('targets apart', (t) => {
  t.same(
    series([
      ['a', 1, 8],
      ['b', 1, 8],
      ['a', 2, 8],
      ['b', 2, 8],
    ]),
    [
      ['1×8', '2×8'],
      ['1×8', '2×8'],
    ],
  );
  t.end();
});

t.test('several loads: the same in total, and the same for each server', (t) => {
  t.same(
    series([
      ['a', 1, 8],
      ['a', 1, 16],
      ['a', 2, 16],
    ]),
    [
      ['1×16', '2×16'],
      ['1×8', '2×16'],
    ],
  );
  t.end();
});

t.test('one number of servers is no series', (t) => {
  t.same(
    series([
      ['a', 1, 8],
      ['b', 2, 8],
    ]),
    [],
  );
  t.end();
});
