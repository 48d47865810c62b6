import t from 'tap';
import { sumCounts } from '../../harness/model/counts.ts';
import type { Counts } from '../../harness/model/record.ts';

const none = { connect: 0, timeout: 0, reset: 0, malformed: 0, status: 0, mismatch: 0 };

t.test('each count is added up by itself', async (t) => {
  const one: Counts = {
    ...{ intended: 10, sent: 8, completed: 4, unsent: 2, unfinished: 1 },
    failed: { ...none, timeout: 2, mismatch: 1 },
  };
  t.strictSame(sumCounts([one, one, one]), {
    ...{ intended: 30, sent: 24, completed: 12, unsent: 6, unfinished: 3 },
    failed: { ...none, timeout: 6, mismatch: 3 },
  });
  t.strictSame(sumCounts([]), {
    ...{ intended: 0, sent: 0, completed: 0, unsent: 0, unfinished: 0 },
    failed: none,
  });
});
