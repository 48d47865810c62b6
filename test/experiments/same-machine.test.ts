import t from 'tap';
import { machineDifferences, sameMachine } from '../../harness/experiments/same-machine.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { compareRecord } from '../support/sample-record.ts';

const { environment } = compareRecord();

t.test('what differs is named', async (t) => {
  t.strictSame(machineDifferences([environment, { ...environment }]), []);
  const other = { ...environment, cores: 8, node: '22.1.0', memoryBytes: 8e9 };
  t.strictSame(machineDifferences([environment, other, environment]), [
    `Node: ${environment.node} and 22.1.0`,
    'cores: 4 and 8',
    'memory: 8 GB and 16 GB',
  ]);
  const rebooted = { ...environment, memoryBytes: environment.memoryBytes - 1e6 };
  t.strictSame(machineDifferences([environment, rebooted]), []);
});

t.test('different machines are refused unless forced', async (t) => {
  const other = { ...environment, cores: 8 };
  t.throws(() => sameMachine([environment, other], false), HarnessError);
  t.throws(() => sameMachine([environment, other], false), { message: /cores: 4 and 8/ });
  t.match(sameMachine([environment, other], true), [
    { rule: 'same-machine', verdict: 'inconclusive', claim: /cores: 4 and 8/ },
  ]);
  t.strictSame(sameMachine([environment, environment], true), []);
});
