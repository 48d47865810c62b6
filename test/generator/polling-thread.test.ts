/** What the alarms of a thread know of each other. */
import t from 'tap';
import { type Polling, PollingThread } from '../../harness/generator/polling-thread.ts';
import { PreciseAlarm } from '../../harness/generator/precise-alarm.ts';

t.test('a thread knows of the alarms that poll, and of no others', async (t) => {
  let polling = 0;
  class Counted extends PollingThread {
    override join(one: Polling): void {
      polling++;
      super.join(one);
    }
    override leave(one: Polling): void {
      polling--;
      super.leave(one);
    }
  }
  const thread = new Counted(() => 0);
  const [soon, later] = [{ atNs: 5 }, { atNs: 7 }];
  for (const one of [later, soon]) thread.join(one);
  t.equal(thread.firstNs, 5);
  thread.leave(soon);
  t.equal(thread.firstNs, 7);
  thread.leave(later);
  t.equal(thread.firstNs, Number.POSITIVE_INFINITY);
  const kind = { thread, economical: false, ownProcessor: false, epochNs: 0 };
  await new Promise<void>((resolve) => {
    new PreciseAlarm({ ...kind, ring: resolve, alone: { quiet: () => false } }).set(0);
  });
  t.equal(polling, 0);
});

t.test('what two alarms of a thread wait at once counts once', async (t) => {
  const thread = new PollingThread(() => 0);
  const idles: number[] = [];
  for (const [fromNs, toNs] of [
    [100, 110],
    [101, 112],
    [105, 108],
    [120, 125],
  ] as const) {
    thread.wasIdle(fromNs, toNs);
    idles.push(thread.idleNs);
  }
  t.strictSame(idles, [10, 12, 12, 17]);
});
