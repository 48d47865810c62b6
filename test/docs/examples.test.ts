import t from 'tap';
import { emptyRecord } from '../support/sample-record.ts';
import { examples } from './examples.ts';

t.test('what is true of the gallery’s targets', async (t) => {
  const truths = examples.flatMap(({ truths }) => truths(emptyRecord()));
  // S(1 + ρ(1 + c²)/(2(1 − ρ))) with S = 2 ms, ρ = 1/2 and c² = 0, 1, 2; 4s/(1 + 3s) with
  // s = 0.05; and 1/S − ln(100)/L with S = 1 ms and L = 10 ms.
  t.strictSame(
    truths.map(({ truth }) => truth),
    ['3 ms', '4 ms', '5 ms', '17.4 %', '539/s'],
  );
  t.ok(
    truths.every(({ found }) => /–/.test(found)),
    'nothing is found where nothing was measured',
  );
});
