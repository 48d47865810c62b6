import t from 'tap';
import { readOften } from '../../harness/doctor/clock-watch.ts';

/** A clock whose readings are these, one after the other. */
function clockOf(readings: readonly number[]): () => number {
  let at = 0;
  return () => readings[at++] ?? Number.POSITIVE_INFINITY;
}

t.test('steps, cost and gaps of a clock', async (t) => {
  const readings = [1000, 1000, 1040, 1120, 9120, 9160, 11_000];
  t.strictSame(
    readOften(clockOf(readings), 10_000),
    { stepNs: 40, readNs: 10_000 / 6, watchedNs: 10_000, gapNsMax: 8000 },
    'a reading that is the same as the one before is no step',
  );
});
