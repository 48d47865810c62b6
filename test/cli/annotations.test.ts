import t from 'tap';
import { annotations } from '../../harness/cli/annotations.ts';
import type { Finding, Verdict } from '../../harness/model/verdict.ts';

const finding = (verdict: Verdict, claim = 'It is so.', advice = 'Do this.'): Finding => ({
  rule: 'regression',
  verdict,
  claim,
  evidence: {},
  advice,
});

t.test('one line for what is not as it must be', async (t) => {
  t.strictSame(annotations([finding('pass')]), []);
  t.strictSame(annotations([finding('fail'), finding('inconclusive'), finding('invalid')]), [
    '::error title=steelyard%3A regression::It is so. Do this.',
    '::error title=steelyard%3A regression::It is so. Do this.',
    '::warning title=steelyard%3A regression::It is so. Do this.',
  ]);
});

t.test('what would end a command or begin one is escaped', async (t) => {
  const [line] = annotations([finding('fail', '50 % more\r\n::error::no', '')]);
  t.equal(line, '::error title=steelyard%3A regression::50 %25 more%0D%0A::error::no');
});

t.test('ten of a level are shown, so the tenth stands for the rest', async (t) => {
  const many = (count: number): string[] =>
    annotations(Array.from({ length: count }, (_, at) => finding('fail', `${at}`)));
  t.equal(many(10).length, 10);
  t.notMatch(many(10).at(-1), 'more are in the report');
  t.equal(many(14).length, 10);
  t.equal(many(14).at(-1), '::error title=steelyard::5 more are in the report.');
});
