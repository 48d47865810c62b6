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
