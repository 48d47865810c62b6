import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  addShadowRun,
  falseAlarmText,
  readShadowLog,
  type ShadowRun,
} from '../../harness/cli/shadow-log.ts';

const run = (over: Partial<ShadowRun> = {}): ShadowRun => ({
  at: '2026-01-01T00:00:00Z',
  base: 'a',
  head: 'a',
  verdict: 'pass',
  ...over,
});

t.test('counts runs that measured the same twice, and no others', async (t) => {
  const others = [run({ head: 'b', verdict: 'fail' }), run({ base: null, head: null })];
  const twice = [...Array.from({ length: 19 }, () => run()), run({ verdict: 'fail' })];
  t.match(
    falseAlarmText([...others, ...twice, run({ verdict: 'invalid' })]),
    'False alarms: 1 of 20 runs that measured the same commit twice failed [0.127 %, 24.9 %].',
  );
  t.match(falseAlarmText(others), 'it takes two or more');
});

t.test('keeps what was there, and refuses what is none of it', async (t) => {
  const path = join(t.testdir({}), 'shadow.jsonl');
  t.strictSame(await readShadowLog(path), []);
  await addShadowRun(path, run());
  t.strictSame(await addShadowRun(path, run({ verdict: 'fail' })), [
    run(),
    run({ verdict: 'fail' }),
  ]);
  t.equal((await readShadowLog(path)).length, 2);
  writeFileSync(path, '{"at": 1}\n');
  await t.rejects(addShadowRun(path, run()), {
    exit: 'usage',
    message: /Cannot read the shadow log/,
  });
});
