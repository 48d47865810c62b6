/** Only what no busy machine can break: order, completeness, and that nothing comes too early. */
import t from 'tap';
import { AnswerQueue, nowNs } from '../../../targets/parts/answer-queue.ts';

const MS = 1e6;

t.test('answers all, in order, none before it is due', async (t) => {
  const queue = new AnswerQueue();
  const afterMs = [0, 0.01, 0.3, 0.9, 1.1, 1.3, 2, 2, 7.5, 21, 25, 25.5, 40];
  const arrivedNs = nowNs();
  const answered: { readonly index: number; readonly earlyNs: number }[] = [];
  await new Promise<void>((resolve) => {
    for (const [index, ms] of afterMs.entries()) {
      const dueNs = arrivedNs + ms * MS;
      const answer = (): void => {
        answered.push({ index, earlyNs: Math.max(0, dueNs - nowNs()) });
        if (index === afterMs.length - 1) resolve();
      };
      queue.put({ arrivedNs, dueNs, answer });
    }
  });
  t.same(
    answered,
    afterMs.map((_, index) => ({ index, earlyNs: 0 })),
  );
});

t.test('starts again after it was empty', async (t) => {
  const queue = new AnswerQueue();
  for (let round = 0; round < 3; round += 1) {
    const arrivedNs = nowNs();
    const dueNs = arrivedNs + 1.5 * MS;
    await new Promise<void>((answer) => queue.put({ arrivedNs, dueNs, answer }));
    t.ok(nowNs() >= dueNs);
  }
});

t.test('what is put in later and due earlier comes earlier', async (t) => {
  const queue = new AnswerQueue();
  const arrivedNs = nowNs();
  // The first would make the others wait if its timer could not be set anew.
  const afterMs = [60, 30, 3, 30, 0.5, 12];
  const answered: number[] = [];
  await new Promise<void>((resolve) => {
    for (const [index, ms] of afterMs.entries()) {
      const answer = (): void => {
        answered.push(index);
        if (index === 0) resolve();
      };
      queue.put({ arrivedNs, dueNs: arrivedNs + ms * MS, answer });
    }
  });
  t.same(answered, [4, 2, 5, 1, 3, 0]);
});

t.test('a wait that has begun is cut short for what is due earlier', async (t) => {
  const queue = new AnswerQueue();
  const arrivedNs = nowNs();
  const order: string[] = [];
  const late = new Promise<void>((resolve) => {
    const answer = (): void => resolve(void order.push('late'));
    queue.put({ arrivedNs, dueNs: arrivedNs + 1000 * MS, answer });
  });
  await new Promise<void>((answer) => queue.put({ arrivedNs, dueNs: arrivedNs + MS, answer }));
  order.push('early');
  t.ok(nowNs() < arrivedNs + 1000 * MS);
  await late;
  t.same(order, ['early', 'late']);
});

t.test('forgets what it is told to forget, and goes on', async (t) => {
  const queue = new AnswerQueue();
  const arrivedNs = nowNs();
  const never = (): void => {
    t.fail('answered what was to be forgotten');
  };
  // One that is waited for by a timer, one by sleeps.
  for (const ms of [3, 0.5]) {
    queue.put({ arrivedNs, dueNs: arrivedNs + ms * MS, answer: never });
    queue.clear();
  }
  const dueNs = arrivedNs + 5 * MS;
  await new Promise<void>((answer) => queue.put({ arrivedNs, dueNs, answer }));
  t.ok(nowNs() >= dueNs);
  queue.put({ arrivedNs, dueNs: arrivedNs + 60_000 * MS, answer: never });
  queue.clear();
});
