import t from 'tap';
import { HarnessError } from '../../../harness/model/harness-error.ts';
import { answersText, terminal } from '../../../reports/formats/terminal.ts';
import type { Tone } from '../../../reports/paint.ts';
import { readRecords } from '../../../reports/reading.ts';
import { sections } from '../../../reports/sections/index.ts';
import {
  compareRecord,
  failingRecord,
  hostileRecord,
  scaleRecord,
} from '../../support/sample-record.ts';

const records = [compareRecord(), scaleRecord(), failingRecord(), hostileRecord()];

t.test('keeps within the width', (t) => {
  for (const width of [40, 60, 80, 100, 132]) {
    for (const record of records) {
      const lines = terminal.render([record], { width }).split('\n');
      const widest = Math.max(...lines.map((line) => [...line].length));
      t.ok(widest <= width, `${widest} of ${width} columns`);
    }
  }
  t.end();
});

t.test('is 100 columns wide where nothing is said', (t) => {
  const text = terminal.render([scaleRecord()]);
  t.equal(text, terminal.render([scaleRecord()], { width: 100 }));
  t.not(text, terminal.render([scaleRecord()], { width: 80 }));
  t.end();
});

t.test('colours change nothing but colour', (t) => {
  const tones = new Set<Tone>();
  const paint = (text: string, tone: Tone) => {
    tones.add(tone);
    return `\u001b[1m${text}\u001b[22m`;
  };
  const plain = terminal.render([failingRecord()]);
  const painted = terminal.render([failingRecord()], { paint });
  t.notOk(plain.includes('\u001b'), 'no colour unless asked');
  t.ok(painted.includes('\u001b'));
  t.equal(painted.replaceAll(/\p{Cc}\[\d+m/gu, ''), plain);
  t.same([...tones].sort(), ['fail', 'faint', 'heading', 'invalid', 'pass']);
  t.end();
});

t.test('says the answer first', (t) => {
  const [, , verdict, , trust] = terminal.render([compareRecord()]).split('\n');
  t.match(verdict, /^✔ PASS {2}node-http answers fastest/);
  t.match(trust, /^✔ Can I trust it\? {2}Yes\./);
  t.end();
});

t.test('is short: what was told is not told again, and what tells least is left out', (t) => {
  const compared = terminal.render([compareRecord()]).split('\n');
  t.ok(compared.length < 80, `${compared.length} lines for three targets`);
  const lines = terminal.render([scaleRecord()]).split('\n');
  const text = lines.join(' ').replaceAll(/\s+/g, ' ');
  t.match(text, /The report also has Trials, offered,/);
  for (const { claim } of scaleRecord().findings.filter(({ verdict }) => verdict !== 'pass')) {
    t.equal(text.split(claim).length, 2, claim);
  }
  const whole = terminal.render([scaleRecord()], { sections: ['summary'] });
  t.match(whole, /Lag p99/, 'but not from those who ask for a section');
  t.notMatch(whole, /The report also has/);
  t.end();
});

t.test('the answers alone', (t) => {
  const text = answersText([compareRecord(), failingRecord()], { width: 80 });
  t.match(text, /^✔ run 1: PASS {2}node-http answers fastest/);
  t.match(text, /\n⊘ run 2: INVALID|\n✖ run 2: FAIL/);
  t.ok(text.split('\n').every((line) => line.length <= 80));
  t.notMatch(text, 'Can I trust it');
  t.end();
});

t.test('writes details for those who name a section', (t) => {
  const brief = terminal.render([compareRecord()]);
  t.notMatch(brief, /Every check/, 'folded away');
  t.match(terminal.render([compareRecord()], { sections: ['verdict'] }), /Every check/);
  const reading = readRecords([scaleRecord()]);
  for (const { name, read } of sections) {
    if (read(reading) === undefined) continue;
    const text = terminal.render([scaleRecord()], { sections: [name] });
    t.ok(text.split('\n').length > 3, name);
  }
  t.end();
});

t.test('a section that does not exist', (t) => {
  const wrong = () => terminal.render([compareRecord()], { sections: ['sumary'] });
  t.throws(wrong, HarnessError);
  t.throws(wrong, { message: /no section called "sumary"/, next: /Did you mean "summary"/ });
  t.end();
});
