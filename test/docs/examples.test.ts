import t from 'tap';
import { emptyRecord } from '../support/sample-record.ts';
import { examples } from './examples.ts';

t.test('what is true of the gallery’s targets', async (t) => {
  const truths = examples.flatMap(({ truths }) => truths(emptyRecord()));
  // S(1 + ρ(1 + c²)/(2(1 − ρ))) with S = 2 ms, ρ = 1/2 and c² = 0, 1, 2; 4s/(1 + 3s) with
  // s = 0.05; and ρ/S of the M/D/1 whose p99 is 5 S.
  t.strictSame(
    truths.map(({ truth }) => truth),
    ['3 ms', '4 ms', '5 ms', '17.4 %', '280/s'],
  );
  t.ok(
    truths.every(({ found }) => /–/.test(found)),
    'nothing is found where nothing was measured',
  );
});
