import t from 'tap';
import { seededRng } from '../../../harness/stats/rng.ts';
import { ServiceLine } from '../../../targets/parts/service-line.ts';
import { eitherNs, exponentialNs } from '../../../targets/parts/service-times.ts';

const S = 1e6;

/** Mean time from arrival to finish, in units of the mean service time, with Poisson arrivals. */
function meanSpent(options: {
  readonly slots: number;
  readonly load: number;
  readonly serviceNs: () => number;
  readonly meanNs: number;
}): number {
  const requests = 200_000;
  const line = new ServiceLine(options);
  const gapNs = exponentialNs(options.meanNs / (options.load * options.slots), seededRng(7, 1));
  let nowNs = 0;
  let sum = 0;
  for (let index = 0; index < requests; index += 1) {
    nowNs += gapNs();
    sum += line.admit(nowNs).finishNs - nowNs;
  }
  return sum / requests / options.meanNs;
}

const exponential = (): (() => number) => exponentialNs(S, seededRng(7));
const rows = [
  // What theory says: M/M/1, M/M/4 (Erlang C), M/D/1 and M/G/1 (Pollaczek and Khinchine).
  { queue: 'M/M/1', slots: 1, load: 0.5, serviceNs: exponential(), meanNs: S, is: 2 },
  { queue: 'M/M/4', slots: 4, load: 0.8, serviceNs: exponential(), meanNs: S, is: 1.7455 },
  { queue: 'M/D/1', slots: 1, load: 0.7, serviceNs: () => S, meanNs: S, is: 2.1667 },
  {
    queue: 'M/G/1',
    slots: 1,
    load: 0.5,
    serviceNs: eitherNs({ shortNs: S, longNs: 10 * S, longShare: 0.1 }, seededRng(7)),
    meanNs: 1.9 * S,
    is: 4.7684 / 1.9,
  },
];

for (const { queue, is, ...options } of rows) {
  t.test(`${queue} in simulated time waits as theory says`, async (t) => {
    const mean = meanSpent(options);
    t.ok(Math.abs(mean / is - 1) < 0.04, `${mean} for ${is}`);
  });
}

t.test('a request takes the slot that is free first', async (t) => {
  const services = [10, 2, 3, 1];
  const line = new ServiceLine({ slots: 2, serviceNs: () => services.shift() ?? 0 });
  t.same(
    [0, 1, 1, 20].map((arrivedNs) => line.admit(arrivedNs)),
    [
      { arrivedNs: 0, startNs: 0, finishNs: 10 },
      { arrivedNs: 1, startNs: 1, finishNs: 3 },
      { arrivedNs: 1, startNs: 3, finishNs: 6 },
      { arrivedNs: 20, startNs: 20, finishNs: 21 },
    ],
  );
});
