import { appendFileSync, existsSync } from 'node:fs';
import t from 'tap';
import { NumbersFile, readNumbers } from '../../harness/host/numbers-file.ts';

t.test('lines of numbers, by name', (t) => {
  const { numbers, fault } = readNumbers('{"queue":1,"gcNs":5e3}\n\n{"queue":4}\n');
  t.strictSame(numbers, {
    queue: { readings: 2, mean: 2.5, max: 4 },
    gcNs: { readings: 1, mean: 5000, max: 5000 },
  });
  t.equal(fault, undefined);
  t.end();
});

t.test('what is no object of numbers is left out, and the first is named', (t) => {
  const bad = ['hello', '[1]', 'null', '7', '{"a":"1"}', '{"a":null}', '{"a b":1}', '{"":1}'];
  for (const line of bad) {
    const { numbers, fault } = readNumbers(`${line}\n{"good":1}\nmore\n`);
    t.strictSame(Object.keys(numbers), ['good'], line);
    t.equal(fault, `not an object of numbers: ${line}`);
  }
  const many = JSON.stringify(
    Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, i])),
  );
  const cut = readNumbers(many);
  t.equal(Object.keys(cut.numbers).length, 50);
  t.match(cut.fault, /more than 50 names, such as n50/);
  t.end();
});

t.test('only what is told within the window counts, and whole lines', (t) => {
  const file = new NumbersFile();
  const path = file.environment['STEELYARD_NUMBERS'] ?? '';
  file.begin();
  t.equal(file.read(), undefined, 'nothing was told');
  appendFileSync(path, '{"a":100}\n');
  file.begin();
  appendFileSync(path, '{"a":1}\n{"a":3}\n{"a":10');
  t.strictSame(file.read()?.numbers, { a: { readings: 2, mean: 2, max: 3 } });
  file.remove();
  t.notOk(existsSync(path));
  t.end();
});
