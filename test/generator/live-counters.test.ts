/** What the live view reads of the threads is near enough to what they wrote. */
import t from 'tap';
import {
  LiveCounters,
  liveBucketNs,
  liveTotals,
  shareMemory,
} from '../../harness/generator/control.ts';

/** The middle of the one bucket that a latency falls into. */
function shownNs(valueNs: number): number {
  const memory = shareMemory(1);
  new LiveCounters(memory, 0).settled('ok', valueNs);
  const { buckets, completed } = liveTotals(memory);
  t.equal(completed, 1);
  t.equal(
    buckets.reduce((sum, count) => sum + count, 0),
    1,
  );
  return liveBucketNs(buckets.findIndex((count) => count > 0));
}

t.test('a latency is shown within a thirtieth of what it is', (t) => {
  for (let valueNs = 1; valueNs < 2 ** 43; valueNs = Math.ceil(valueNs * 1.37)) {
    const shown = shownNs(valueNs);
    const nearNs = Math.max(1, valueNs / 30);
    t.ok(Math.abs(shown - valueNs) <= nearNs, `${valueNs} ns is shown as ${shown} ns`);
  }
  t.end();
});

t.test('what cannot be is shown at the ends', (t) => {
  t.ok(shownNs(-5) <= 1);
  t.ok(shownNs(2 ** 50) >= 2 ** 43);
  t.end();
});
