import t from 'tap';
import type { Condition } from '../../reports/condition.ts';
import { type Measure, overlap, rank } from '../../reports/ranking.ts';
import { readRecords } from '../../reports/reading.ts';
import { compareRecord } from '../support/sample-record.ts';

const [sample] = readRecords([compareRecord()]).conditions;
if (sample === undefined) throw new Error('the sample has a condition');
const some = sample;

/** A condition whose repetitions have these figures; the measure reads their middle. */
interface Example {
  readonly name: string;
  readonly each: readonly number[];
  readonly atLeast?: boolean;
  readonly verdict?: Condition['verdict'];
}

function ranked(better: Measure['better'], examples: readonly Example[]) {
  const found = (condition: Condition) =>
    examples.find(({ name }) => name === condition.target) ?? { name: '', each: [] };
  const measure: Measure = {
    ...{ id: 'x', title: 'x', caption: '', unit: 'count', better, best: '' },
    whole: (condition) => {
      const { each, atLeast = false } = found(condition);
      return { value: each[Math.floor(each.length / 2)] ?? null, atLeast };
    },
    each: (condition) => found(condition).each.map((value) => ({ value })),
  };
  const conditions = examples.map(
    ({ name, verdict = 'pass' }): Condition => ({ ...some, target: name, verdict }),
  );
  return rank(conditions, measure);
}

const places = (all: ReturnType<typeof ranked>) =>
  all.map(({ name, rank: place, ratio }) => [name, place, ratio]);

t.test('the better figure comes first', (t) => {
  const examples = [
    { name: 'a', each: [30] },
    { name: 'b', each: [10] },
    { name: 'c', each: [20] },
  ];
  t.same(places(ranked('lower', examples)), [
    ['b', 1, 1],
    ['c', 2, 2],
    ['a', 3, 3],
  ]);
  t.same(places(ranked('higher', examples)), [
    ['a', 1, 1],
    ['c', 2, 20 / 30],
    ['b', 3, 10 / 30],
  ]);
  t.end();
});

t.test('what is not known has no place', (t) => {
  const all = ranked('lower', [
    { name: 'invalid', each: [1], verdict: 'invalid' },
    { name: 'bound below', each: [2], atLeast: true },
    { name: 'bound above', each: [20], atLeast: true },
    { name: 'none', each: [] },
    { name: 'known', each: [10] },
  ]);
  t.same(
    all.map(({ name, rank: place, unranked, ratio }) => [name, place, unranked, ratio]),
    [
      ['known', 1, '', 1],
      ['invalid', null, 'not valid', null],
      ['bound below', null, 'lower bound', null],
      ['bound above', null, 'lower bound', 2],
      ['none', null, 'no figure', null],
    ],
    'a bound above the first is at least so many times the first, one below says nothing',
  );
  t.end();
});

t.test('ranges of repetitions overlap', (t) => {
  const cases = [
    { a: [10, 12, 14], b: [13, 20, 21], overlaps: true },
    { a: [10, 12, 14], b: [15, 20, 21], overlaps: false },
    { a: [10, 12, 30], b: [13, 14, 15], overlaps: true },
    { a: [10], b: [10, 11], overlaps: false },
  ];
  for (const { a, b, overlaps } of cases) {
    const [first, second] = ranked('lower', [
      { name: 'a', each: a },
      { name: 'b', each: b },
    ]);
    if (first === undefined || second === undefined) throw new Error('two are ranked');
    t.equal(overlap(first, second), overlaps, `${a} and ${b}`);
    t.equal(overlap(second, first), overlaps, 'both ways');
  }
  t.end();
});
