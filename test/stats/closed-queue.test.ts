import { AssertionError } from 'node:assert';
import t from 'tap';
import { closedQueue } from '../../harness/stats/closed-queue.ts';

/** Clients, thinking: throughput, mean, busy share, p50, p90, p99, p99.9; service of mean 1. */
const table = [
  [1, 4, 0.2, 1, 0.2, '0.6931 2.3026 4.6052 6.9078'],
  [5, 5, 0.71513, 1.99171, 0.71513, '1.5308 4.3570 7.7718 10.8756'],
  [10, 10, 0.78542, 2.73208, 0.78542, '2.1568 5.8858 10.1490 13.8858'],
  [4, 0, 1, 4, 1, '3.6721 6.6808 10.0451 13.0622'],
  [10, 0, 1, 10, 1, '9.6687 14.2060 18.7831 22.6574'],
] as const;

t.test('one server: the figures of mean value analysis', async (t) => {
  for (const [clients, thinkNs, throughput, mean, busy, percentiles] of table) {
    const queue = closedQueue({ clients, thinkNs, serviceNs: 1 });
    const name = `${clients} clients thinking ${thinkNs}`;
    t.equal(Number((queue.throughputPerSecond / 1e9).toFixed(5)), throughput, name);
    t.equal(Number(queue.meanNs.toFixed(5)), mean, name);
    t.equal(Number(queue.utilisation.toFixed(5)), busy, name);
    const found = [50, 90, 99, 99.9].map((percent) => queue.percentileNs(percent));
    t.equal(found.map((value) => value.toFixed(4)).join(' '), percentiles, name);
  }
});

t.test('one server: the recursion over the number of clients says the same', async (t) => {
  let waiting = 0;
  for (let clients = 1; clients <= 30; clients++) {
    const mean = 1 + waiting;
    const throughput = clients / (mean + 7);
    waiting = throughput * mean;
    const queue = closedQueue({ clients, thinkNs: 7, serviceNs: 1 });
    t.ok(Math.abs(queue.meanNs - mean) < 1e-9, `${clients}`);
  }
});

t.test('four servers', async (t) => {
  for (const [clients, thinkNs, throughput, mean] of [
    [32, 7, 3.62489, 1.82785],
    [16, 3, 3.56105, 1.49306],
  ] as const) {
    const queue = closedQueue({ clients, thinkNs, serviceNs: 1, servers: 4 });
    t.equal(Number((queue.throughputPerSecond / 1e9).toFixed(5)), throughput);
    t.equal(Number(queue.meanNs.toFixed(5)), mean);
    t.ok(Math.abs(queue.utilisation - throughput / 4) < 1e-5);
  }
});

t.test('the mean is the area under the tail', async (t) => {
  for (const servers of [1, 2, 4]) {
    const queue = closedQueue({ clients: 12, thinkNs: 3, serviceNs: 1, servers });
    let area = 0;
    for (let at = 0; at < 20_000; at++) area += queue.tail((at + 0.5) * 0.005) * 0.005;
    t.ok(Math.abs(area / queue.meanNs - 1) < 1e-4, `${servers} servers: ${area}`);
  }
});

t.test('as many servers as clients: nobody waits', async (t) => {
  const queue = closedQueue({ clients: 3, thinkNs: 2, serviceNs: 5e6, servers: 3 });
  t.ok(Math.abs(queue.meanNs / 5e6 - 1) < 1e-6);
  t.ok(Math.abs(queue.percentileNs(50) / (Math.LN2 * 5e6) - 1) < 1e-9);
});

t.test('thousands of clients keep one server busy', async (t) => {
  const queue = closedQueue({ clients: 5000, thinkNs: 10, serviceNs: 1 });
  t.ok(Math.abs(queue.meanNs - 4990) < 1e-6);
});

t.test('what is no closed system is a mistake', async (t) => {
  t.throws(() => closedQueue({ clients: 0, thinkNs: 1, serviceNs: 1 }), AssertionError);
  t.throws(() => closedQueue({ clients: 1, thinkNs: -1, serviceNs: 1 }), AssertionError);
  t.throws(
    () => closedQueue({ clients: 1, thinkNs: 1, serviceNs: 1, servers: 0.5 }),
    AssertionError,
  );
});
