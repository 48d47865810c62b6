/** Functions that check answers and cannot, and values that are not there for a check. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { exitCodes } from '../../harness/model/exit-code.ts';
import { loginServer } from '../support/login-server.ts';
import { steelyard } from '../support/steelyard.ts';

const functions = `
export const breaks = (answer, context) => {
  throw new Error('no ' + context.get('users.password'));
};
export const later = async () => true;
`;

async function run(t: Test, step: string, ...more: readonly string[]) {
  const server = await loginServer(t);
  const dir = t.testdir({
    'functions.js': functions,
    'flow.yaml': `name: flow
functions: ./functions.js
data: { users: { rows: [{ name: ann, password: pw-of-gold }], secret: [password] } }
steps:
  - when: { value: "{{ session }}", below: -1 }
    steps: [{ name: never, request: { path: / }, capture: { token: $.round } }]
${step}
`,
  });
  const words = ['run', server.url, '--scenario', 'flow.yaml', '--rate', '50', '--warmup', '0s'];
  const rest = ['--duration', '500ms', '--out', 'o', '--quiet', ...more];
  const ended = await steelyard([...words, ...rest], { cwd: dir });
  const record = (): string => readFileSync(join(dir, 'o', 'record.json'), 'utf8');
  return { ...ended, said: `${ended.stdout}${ended.stderr}`, record };
}

const failing = `  - { name: one, request: { path: "/{{ users.name }}", expect: { call: breaks } } }
  - { name: two, request: { path: / } }`;

t.test('a check that throws is a wrong answer, and tells no secret', async (t) => {
  const ended = await run(t, failing, '--no-preflight');
  t.notMatch(`${ended.said}${ended.record()}`, 'pw-of-gold');
  const [{ operations, counts }] = JSON.parse(ended.record()).trials;
  t.ok(counts.sent > 0);
  t.equal(counts.failed.mismatch, counts.sent);
  t.equal(operations.one.example.got, 'The function "breaks" failed: no (secret).');
  const before = await run(t, failing);
  t.equal(before.code, exitCodes.target.code);
  t.match(before.said.replaceAll(/\s+/g, ' '), /"breaks" failed: no \(secret\)/);
});

t.test('a check that returns a promise is a mistake of the scenario', async (t) => {
  const step = '  - { name: one, request: { path: /, expect: { call: later } } }';
  for (const more of [[], ['--no-preflight']]) {
    const ended = await run(t, step, ...more);
    t.equal(ended.code, exitCodes.scenario.code, ended.said);
    t.match(ended.said, /"later" returns a promise/);
  }
});

t.test('a value that a check has need of and that was never captured', async (t) => {
  const step = '  - { name: one, request: { path: /, expect: { contains: "{{ token }}" } } }';
  const ended = await run(t, step, '--no-preflight');
  const [{ operations }] = JSON.parse(ended.record()).trials;
  const { counts, example } = operations.one;
  t.ok(counts.sent > 0);
  t.equal(counts.failed.mismatch, counts.sent, ended.said);
  t.match(example.got, /\{\{ token \}\} has no value: the step that captures it/);
});
