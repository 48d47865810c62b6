import t from 'tap';
import { betterOf } from '../../harness/doctor/examination.ts';

t.test('of two tries the better one is the ceiling, whichever came first', async (t) => {
  const slow = { perSecond: 57_557, connections: 64, busyShare: 0.9 };
  const fast = { perSecond: 73_000, connections: 64, busyShare: 1 };
  t.equal(betterOf(slow, fast), fast);
  t.equal(betterOf(fast, slow), fast);
});
