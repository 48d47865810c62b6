import t from 'tap';
import {
  allowedCores,
  coreTicks,
  openFiles,
  portRange,
  quotaCores,
  stolenShare,
} from '../../harness/doctor/system-text.ts';

const limits = `Limit                     Soft Limit           Hard Limit           Units
Max processes             63432                63432                processes
Max open files            1024                 524288               files
`;

t.test('what the system says of itself', async (t) => {
  const cases = [
    [openFiles(limits), 1024, 'the soft limit'],
    [openFiles(limits.replace('1024', 'unlimited')), null, 'no limit'],
    [openFiles(''), null, 'another system'],
    [portRange('32768\t60999\n'), { first: 32768, last: 60999 }, 'ports'],
    [portRange('many\n'), null, 'no ports'],
    [allowedCores('Cpus_allowed:\tff\nCpus_allowed_list:\t0-3,8\n'), '0-3,8', 'a list of cores'],
    [allowedCores('Name:\tnode\n'), null, 'no list of cores'],
    [quotaCores('150000 100000\n'), 1.5, 'a core and a half'],
    [quotaCores('max 100000\n'), null, 'no quota'],
  ] as const;
  for (const [read, expected, about] of cases) t.strictSame(read, expected, about);
});

t.test('stolen time', async (t) => {
  // The last two are guests' time, which `user` and `nice` hold already.
  const before = coreTicks('cpu  100 20 30 400 5 6 7 10 50 60\ncpu0 1 1 1 1 1 1 1 1 1 1\n');
  t.strictSame(before, { all: 578, stolen: 10 });
  const after = coreTicks('cpu  150 20 30 425 5 6 7 35 50 60\n');
  t.equal(stolenShare(before, after), 0.25);
  t.equal(stolenShare(before, before), null, 'no time has passed');
  t.equal(stolenShare(null, after), null);
  t.equal(coreTicks('cpu 1 2 3 4\n'), null, 'a kernel that does not count it');
  t.equal(coreTicks('intr 5\n'), null);
});
