/** “Can I trust it?” never says yes below a banner that says there is no answer. */
import t from 'tap';
import type { Verdict } from '../../harness/model/verdict.ts';
import { readRecords } from '../../reports/reading.ts';
import { verdict as section } from '../../reports/sections/verdict.ts';
import { capacityRecord } from '../support/answered-record.ts';

/** A search whose answer and trust are these, and none of whose trials but the first is valid. */
function trustOf(answer: Verdict, trust: Verdict) {
  const record = capacityRecord();
  const finding = { claim: 'x.', evidence: {}, advice: '' };
  const broken = {
    ...finding,
    rule: 'pacing',
    verdict: 'invalid',
    claim: 'Sent too late.',
  } as const;
  const trials = record.trials.map((trial, index) =>
    index === 0 || answer !== 'invalid'
      ? trial
      : { ...trial, verdict: 'invalid' as const, findings: [broken] },
  );
  const findings = [
    { ...finding, rule: 'capacity', verdict: answer, claim: 'The answer.' },
    { ...finding, rule: 'trust', verdict: trust, claim: 'The answer rests on 1 valid trial.' },
  ];
  const reading = readRecords([{ ...record, trials, findings, verdict: answer }]);
  const [banner, statement] = section.read(reading).blocks;
  if (banner?.kind !== 'statement' || statement?.kind !== 'statement') {
    throw new TypeError('the verdict begins with two statements');
  }
  return { banner: banner.verdict, trust: statement.verdict, text: statement.text };
}

t.test('an answer that holds keeps what its experiment says of it', async (t) => {
  const { trust, text } = trustOf('pass', 'pass');
  t.equal(trust, 'pass');
  t.match(text, 'Yes. The answer rests on 1 valid trial.');
});

t.test('no answer, no trust', async (t) => {
  const { banner, trust, text } = trustOf('invalid', 'pass');
  t.equal(banner, 'invalid');
  t.equal(trust, 'invalid');
  t.equal(text, 'No. Sent too late.');
});
