/** A configuration is read as it is meant, or refused with its place and a next step. */
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { checkConfig, findConfig, readConfig } from '../../harness/config/config-file.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { parseYamlText } from '../../harness/validation/yaml-text.ts';

const whole = `targets:
  api:
    command: node server.js {port}
    url: http://127.0.0.1:{port}/
    health: /ready
  ours: { module: pooled, options: { slots: 4 } }
scenarios:
  file: ./shop.ts
  inline: { operations: [{ name: root, request: { path: / } }] }
loads:
  quiet: { rate: 500, duration: 10s }
  stairs:
    phases:
      - { kind: ramp, from: 0, to: 500, duration: 5s }
      - { kind: poisson, rate: 500, duration: 5s }
objectives:
  fast: [p99<50ms, errors<0.1%]
experiments:
  smoke: { kind: run, target: api, load: quiet, objectives: [fast, 'p50<5ms'] }
  versus: { kind: compare, targets: [api, ours], load: quiet, margin: 5%, live: 8080 }
  grow: { kind: scale, target: ours, servers: [1, 2, 4], peak: false }
  most: { kind: capacity, target: ours, objectives: [fast] }
`;

/** Reads a text as a file would be read. */
function check(text: string): unknown {
  const { value, placeOf } = parseYamlText(text, 'c.yaml', 'usage');
  return checkConfig(value, placeOf);
}

function faultOf(text: string): unknown {
  try {
    check(text);
  } catch (error) {
    return error;
  }
  return undefined;
}

t.test('what is right is read', async (t) => {
  t.match(check(whole), {
    targets: { ours: { options: { slots: 4 } } },
    loads: { quiet: { rate: 500, duration: '10s' } },
    experiments: { versus: { margin: '5%', live: 8080 }, grow: { servers: [1, 2, 4] } },
  });
  t.strictSame(check(''), {}, 'an empty file configures nothing');
  t.strictSame(check('# only a comment\n'), {});
});

const mistakes: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['loads:', 'loadz:', /^c.yaml:10: The configuration has an unknown key "loadz"/, /"loads"/],
  ['health:', 'helth:', /^c.yaml:5: "targets.api" has an unknown key "helth"/, /"health"\?/],
  ['rate: 500, dur', 'rat: 500, dur', /^c.yaml:11: .*unknown key "rat"/, /Did you mean "rate"/],
  ['kind: ramp, from', 'kind: ramp, form', /^c.yaml:14: .*phases\[0\]/, /mean "from"/],
  ['rate: 500, duration: 10s', 'rate: many', /^c.yaml:11: .*is "many"/, /Mend/],
  ['duration: 10s', 'duration: 10', /^c.yaml:11: .*duration/, /Mend/],
  ['duration: 10s', 'duration: 10x', /"10x" is not a duration.*10s, 500ms/, /Mend/],
  ['[p99<50ms,', '[p99<50,', /^c.yaml:17: .*50/, /Mend/],
  ['load: quiet, obj', 'load: quit, obj', /^c.yaml:19: .*names "quit"/, /Did you mean "quiet"/],
  ['[fast, ', '[fats, ', /"experiments.smoke.objectives\[0\]" names "fats"/, /"fast"\?/],
  ['kind: scale', 'kind: scail', /^c.yaml:21: "experiments.grow.kind"/, /Mend/],
  ['margin: 5%', 'margin: 5', /^c.yaml:20: "experiments.versus.margin" is 5.*such as 5%/, /Mend/],
  ['live: 8080', 'live: 80800', /^c.yaml:20: "experiments.versus.live"/, /Mend/],
  ['servers: [1, 2, 4]', 'servers: [1]', /^c.yaml:21: .*servers/, /Mend/],
  ['  smoke:', '  api:', /"api" is a target of this file, and an experiment/, /Rename/],
  ['module: pooled', 'url: x', /options changes nothing/, /Mend/],
  ['    url: http://127.0.0.1:{port}/\n', '', /Give a target a module, or a url/, /Mend/],
  ['  api:', '  a/b:', /^c.yaml:2: .*cannot be used/, /letters, digits/],
  ['path: / } }]', 'path: / }]', /^c.yaml:9: /, /two spaces/],
];

t.test('what is wrong is named, with its line and a next step', async (t) => {
  for (const [right, wrong, message, next] of mistakes) {
    t.ok(whole.includes(right), right);
    t.match(faultOf(whole.replace(right, wrong)), { exit: 'usage', message, next }, wrong);
  }
});

t.test('a file that is mutated is read or refused, and never crashes', async () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '\n',
    '  ',
    '&a ',
    '*a',
    '!!set ',
    '0',
    'null',
    '~',
  ];
  const more = [
    ...pieces,
    '"',
    "'",
    '__proto__: ',
    'kind: ',
    '<<: ',
    '? ',
    '|',
    '\t',
    '-1',
    '.inf',
  ];
  const mutation = fc.record({
    at: fc.nat(whole.length),
    cut: fc.nat(12),
    put: fc.oneof(fc.constantFrom(...more), fc.string({ maxLength: 6 })),
  });
  const property = fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
    const text = mutations.reduce(
      (before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut),
      whole,
    );
    const fault = faultOf(text);
    return fault === undefined || (fault instanceof HarnessError && fault.exit === 'usage');
  });
  fc.assert(property, { seed: 20, numRuns: 1500 });
});

t.test('values of any shape are read or refused', async () => {
  const key = fc.constantFrom(...['targets', 'loads', 'experiments', 'kind', 'rate', '__proto__']);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 1 }), tie('group')),
    group: fc.dictionary(fc.oneof(key, fc.string({ maxLength: 3 })), tie('value')),
  }));
  const property = fc.property(value, (shape) => {
    try {
      checkConfig(shape, () => 'c.ts');
      return true;
    } catch (error) {
      return error instanceof HarnessError;
    }
  });
  fc.assert(property, { seed: 21, numRuns: 1000 });
});

t.test('files are found upwards, and loaded whatever they are written in', async (t) => {
  const typescript = 'const rate: number = 5;\nexport default { loads: { a: { rate } } };\n';
  const dir = t.testdir({
    'steelyard.config.ts': typescript,
    inner: { deeper: {} },
    js: { 'steelyard.config.mjs': 'export default { loads: { a: { rate: -5 } } };' },
    none: { 'steelyard.config.js': 'export const config = {};' },
    broken: { 'steelyard.config.ts': 'export default {' },
    two: { 'steelyard.config.yml': '', 'steelyard.config.yaml': '' },
  });
  t.equal(findConfig(join(dir, 'inner', 'deeper')), join(dir, 'steelyard.config.ts'));
  t.throws(() => findConfig(join(dir, 'two')), { message: /both .*yaml and .*yml/ });
  const { config } = await readConfig(join(dir, 'steelyard.config.ts'));
  t.strictSame(config, { loads: { a: { rate: 5 } } });
  const js = /steelyard.config.mjs \(loads.a.rate\): "loads.a.rate" is -5/;
  await t.rejects(readConfig(join(dir, 'js', 'steelyard.config.mjs')), { message: js });
  const none = { message: /no default export/, next: /defineConfig/ };
  await t.rejects(readConfig(join(dir, 'none', 'steelyard.config.js')), none);
  const broken = { exit: 'usage', message: /^Cannot load .*steelyard.config.ts/ };
  await t.rejects(readConfig(join(dir, 'broken', 'steelyard.config.ts')), broken);
  await t.rejects(readConfig(join(dir, 'no.yaml')), { message: /There is no configuration/ });
});
