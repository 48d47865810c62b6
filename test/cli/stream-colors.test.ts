import t from 'tap';
import { canRedraw, hasColor } from '../../harness/cli/stream-colors.ts';

const terminal = { isTTY: true };
const file = { isTTY: undefined };

t.test('colour as the user says, else on terminals that can', async (t) => {
  const cases = [
    [terminal, {}, true],
    [file, {}, false],
    [terminal, { NO_COLOR: '1' }, false],
    [terminal, { NO_COLOR: '' }, true],
    [terminal, { TERM: 'dumb' }, false],
    [file, { FORCE_COLOR: '1' }, true],
    [terminal, { FORCE_COLOR: '0' }, false],
    [file, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [file, { CI: 'true' }, false],
  ] as const;
  for (const [stream, environment, colored] of cases) {
    const name = `${stream.isTTY ? 'terminal' : 'file'} ${JSON.stringify(environment)}`;
    t.equal(hasColor(stream, environment), colored, name);
  }
});

t.test('lines are drawn over on a terminal only, and never in CI', async (t) => {
  t.equal(canRedraw(terminal, {}), true);
  t.equal(canRedraw(terminal, { NO_COLOR: '1' }), true);
  t.equal(canRedraw(file, {}), false);
  t.equal(canRedraw(terminal, { CI: 'true' }), false);
  t.equal(canRedraw(terminal, { TERM: 'dumb' }), false);
});
