/** The samples must be what the harness could have measured, or tests of reports prove nothing. */
import t from 'tap';
import { auditTrial } from '../../harness/judge/audit.ts';
import { sampleRecords } from './sample-record.ts';

for (const [name, record] of Object.entries(sampleRecords)) {
  t.test(name, (t) => {
    for (const trial of record().trials) {
      const broken = auditTrial(trial).filter(({ verdict }) => verdict !== 'pass');
      t.same(broken, [], 'all its figures agree with each other');
    }
    t.equal(record(), record(), 'made once');
    t.end();
  });
}
