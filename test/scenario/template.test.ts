/** Texts with names in them: taken apart, filled, and kept as they are where nothing is meant. */
import fc from 'fast-check';
import t from 'tap';
import type { Json } from '../../harness/model/scenario.ts';
import {
  compileJson,
  fillTemplate,
  namesIn,
  parseTemplate,
} from '../../harness/scenario/template.ts';

const values: Readonly<Record<string, unknown>> = {
  a: 'A',
  n: 7,
  'user.name': 'ann',
  list: [1, 2],
  'random.int(1,6)': 4,
  no: null,
};
const lookup = (name: string): unknown => values[name];

const rows: readonly (readonly [text: string, filled: string])[] = [
  ['', ''],
  ['plain', 'plain'],
  ['{{ a }}', 'A'],
  ['{{a}}{{n}}', 'A7'],
  ['<{{ user.name }}>', '<ann>'],
  ['{{ random.int(1,6) }}!', '4!'],
  ['{"x":{"y":{{n}}}}', '{"x":{"y":7}}'],
  ['{{ list }} {{ no }}', '[1,2] null'],
  ['{{ }} {{ 1a }} {{a b}} {a}', '{{ }} {{ 1a }} {{a b}} {a}'],
];

t.test('texts', async (t) => {
  for (const [text, filled] of rows)
    t.equal(fillTemplate(parseTemplate(text), lookup), filled, text);
  t.equal(fillTemplate(parseTemplate('é{{ a }}é'), lookup, encodeURIComponent), 'éAé');
  t.equal(
    fillTemplate(parseTemplate('{{ user.name }}&{{ list }}'), lookup, encodeURIComponent),
    'ann&%5B1%2C2%5D',
  );
});

t.test('JSON keeps the type of a value that stands alone', async (t) => {
  const filled = (value: Json): unknown => compileJson(value)(lookup);
  t.strictSame(filled('{{ n }}'), 7);
  t.strictSame(filled('{{ n }} '), '7 ');
  t.strictSame(filled({ '{{ a }}': ['{{ list }}', { deep: '{{ no }}' }], same: 1 }), {
    A: [[1, 2], { deep: null }],
    same: 1,
  });
});

t.test('a text without names is what it is', async () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const template = parseTemplate(text);
      return template.names.length > 0 || fillTemplate(template, lookup) === text;
    }),
    { seed: 1 },
  );
});

t.test('all names of a value, keys too', async (t) => {
  t.strictSame(namesIn({ 'x{{ a }}': ['{{ b }}', 1, { c: '{{ d }}{{ e }}' }], f: null }), [
    ...['a', 'b', 'd', 'e'],
  ]);
});
