/** Texts with names in them: taken apart, filled, and kept as they are where nothing is meant. */
import fc from 'fast-check';
import t from 'tap';
import type { Json } from '../../harness/model/scenario.ts';
import {
  compileJson,
  fillTemplate,
  isLiteral,
  literal,
  namesIn,
  parseTemplate,
  strayMark,
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
  ['{{{{ a }} {{{ a }}} {{{{{{ a }}', '{{ a }} {A} {{A'],
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

const braces = fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', '.', '(') });

t.test('a text without names is what it is', async () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), braces), (text) => {
      const template = parseTemplate(text);
      return !isLiteral(text) || fillTemplate(template, lookup) === text;
    }),
    { seed: 1 },
  );
});

t.test('braces that mean themselves', async (t) => {
  fc.assert(
    fc.property(braces, (text) => {
      const template = parseTemplate(literal(text));
      return template.names.length === 0 && fillTemplate(template, lookup) === text;
    }),
    { seed: 1, numRuns: 500 },
  );
  const value = { '{{{{ k': ['x {{{{ a }} {{ a }}', 'plain'], n: 1 };
  t.strictSame(compileJson(value)(lookup), { '{{ k': ['x {{ a }} A', 'plain'], n: 1 });
  t.strictSame([isLiteral(value), isLiteral({ a: '{x}', b: ['{ {'] })], [false, true]);
});

t.test('braces that look like a name and are none', async (t) => {
  for (const text of ['{{ a[0] }}', '{{a b}}', 'x{{ a | upper }}', '{{}}', '{{ 1a }}']) {
    t.match(strayMark({ deep: ['{{ a }}', { [text]: 1 }] }), /^\{\{.*\}\}$/, text);
  }
  for (const text of ['{"a":{"b":{{ n }}}}', '{{{{ a[0] }}', '{{ random.int(1,6) }}', '{{ "x"']) {
    t.equal(strayMark(text), undefined, text);
  }
});

t.test('all names of a value, keys too', async (t) => {
  t.strictSame(namesIn({ 'x{{ a }}': ['{{ b }}', 1, { c: '{{ d }}{{ e }}' }], f: null }), [
    ...['a', 'b', 'd', 'e'],
  ]);
});
