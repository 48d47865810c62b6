import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { validateXML } from 'xmllint-wasm';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Finding } from '../../harness/model/verdict.ts';
import { junit } from '../../reports/formats/junit.ts';
import { objectivesRecord } from '../support/answered-record.ts';
import { matchGolden } from '../support/golden.ts';
import { compareRecord, emptyRecord, failingRecord } from '../support/sample-record.ts';
import { treeRoot } from '../support/tidy/source-file.ts';

const schema = readFileSync(join(treeRoot(), 'test/support/junit.xsd'), 'utf8');

async function complaints(text: string): Promise<readonly string[]> {
  const xml = [{ fileName: 'report.xml', contents: text }];
  const { errors } = await validateXML({ xml, schema: [schema] });
  return errors.map(({ message }) => message);
}

t.test('is as before', async (t) => {
  matchGolden(t, junit.render([objectivesRecord()]), 'reports/record.junit.xml');
});

t.test('is valid JUnit for every record', async (t) => {
  const samples: readonly (() => RunRecord)[] = [
    ...[objectivesRecord, failingRecord, compareRecord, emptyRecord],
  ];
  for (const sample of samples) t.strictSame(await complaints(junit.render([sample()])), []);
  t.strictSame(await complaints(junit.render([])), []);
  const broken = junit.render([objectivesRecord()]).replace('tests="', 'tests="x');
  t.not((await complaints(broken)).length, 0, 'and the schema finds mistakes');
});

t.test('whatever a target says stays text', async (t) => {
  const claim = '</testcase><script>&amp;"\' ]]> \u0000\u0001\ud800 é 🚀';
  const evil: Finding = { rule: claim, verdict: 'fail', claim, evidence: {}, advice: claim };
  const text = junit.render([{ ...emptyRecord(), findings: [evil, evil] }]);
  t.strictSame(await complaints(text), []);
  t.notMatch(text, '<script>');
  t.equal(text.match(/<failure/g)?.length, 2);
});

t.test('what cannot be told is skipped, what is not valid an error', async (t) => {
  const finding = (verdict: Finding['verdict']): Finding => ({
    ...{ rule: verdict, verdict, claim: `is ${verdict}`, evidence: {}, advice: 'do this' },
  });
  const findings = (['pass', 'fail', 'inconclusive', 'invalid'] as const).map(finding);
  const text = junit.render([{ ...emptyRecord(), findings }]);
  t.match(text, /tests="4" failures="1" errors="1" skipped="1"/);
  t.match(text, '<skipped message="is inconclusive do this"/>');
  t.match(text, '<error message="is invalid" type="invalid">do this</error>');
});
