import os from 'node:os';
import t from 'tap';
import { fingerprint } from '../../harness/host/machine.ts';

t.test('knows the machine, the same every time', async (t) => {
  const found = fingerprint();
  t.match(found, {
    node: process.version,
    os: new RegExp(`^.+ \\(${os.arch()}\\)$`),
    kernel: os.release(),
    cpuModel: /\S/,
    memoryBytes: os.totalmem(),
  });
  t.ok(Number.isInteger(found.cores) && found.cores >= 1);
  t.same(fingerprint(), found);
});
