import { execFileSync } from 'node:child_process';
import t from 'tap';
import { commandLine } from '../../reports/command-line.ts';

t.equal(
  commandLine(['run', 'http://127.0.0.1:80/', '--rate', '2000']),
  'run http://127.0.0.1:80/ --rate 2000',
);
t.equal(commandLine(['--objective', 'p99<50ms', '']), "--objective 'p99<50ms' ''");

t.test('a shell reads back every word as it was', (t) => {
  const words = ["it's", '$HOME', '`date`', 'a b', '*', '"', '\\', 'new\nline', '!x', '#1', '~'];
  const script = `printf '%s\\0' ${commandLine(words)}`;
  const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  t.same(read.split('\0').slice(0, -1), words);
  t.end();
});
