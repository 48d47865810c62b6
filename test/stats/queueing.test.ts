import { AssertionError } from 'node:assert';
import t from 'tap';
import {
  dm1,
  md1,
  mg1MeanNs,
  mm1,
  mm1CapacityPerSecond,
  mmc,
  type ResponseTime,
  waitChance,
} from '../../harness/stats/queueing.ts';
import { seededRng } from '../../harness/stats/rng.ts';

const percents = [50, 90, 95, 99, 99.9] as const;

/** Mean, p50, p90, p95, p99 and p99.9 for a mean service time of 1. */
const tables: readonly (readonly [string, ResponseTime, readonly number[]])[] = [
  ['M/M/1, 0.5', mm1({ serviceNs: 1, load: 0.5 }), [2, 1.3863, 4.6052, 5.9915, 9.2103, 13.8155]],
  ['M/M/1, 0.8', mm1({ serviceNs: 1, load: 0.8 }), [5, 3.4657, 11.5129, 14.9787, 23.0259, 34.5388]],
  [
    'M/M/1, 0.9',
    mm1({ serviceNs: 1, load: 0.9 }),
    [10, 6.9315, 23.0259, 29.9573, 46.0517, 69.0776],
  ],
  ['M/D/1, 0.5', md1({ serviceNs: 1, load: 0.5 }), [1.5, 1, 2.5157, 3.0506, 4.3363, 6.1684]],
  [
    'M/D/1, 0.7',
    md1({ serviceNs: 1, load: 0.7 }),
    [2.1667, 1.7298, 4.0771, 5.1029, 7.4855, 10.8944],
  ],
  ['M/D/1, 0.8', md1({ serviceNs: 1, load: 0.8 }), [3, 2.2759, 6.0115, 7.6203, 11.3559, 16.7003]],
  ['M/D/1, 0.9', md1({ serviceNs: 1, load: 0.9 }), [5.5, 4.013, 11.7825, 15.1287, 22.8982, 34.014]],
  ['D/M/1, 0.5', dm1({ serviceNs: 1, load: 0.5 }), [1.255, 0.8699, 2.8897, 3.7596, 5.7795, 8.6692]],
  [
    'D/M/1, 0.8',
    dm1({ serviceNs: 1, load: 0.8 }),
    [2.6927, 1.8665, 6.2002, 8.0667, 12.4005, 18.6007],
  ],
  [
    'D/M/1, 0.9',
    dm1({ serviceNs: 1, load: 0.9 }),
    [5.1787, 3.5896, 11.9243, 15.5139, 23.8486, 35.7729],
  ],
  [
    'M/M/2, 0.8',
    mmc({ servers: 2, serviceNs: 1, load: 0.8 }),
    [2.7778, 2.04, 6.1716, 7.9107, 11.9374, 17.6941],
  ],
  [
    'M/M/4, 0.5',
    mmc({ servers: 4, serviceNs: 1, load: 0.5 }),
    [1.087, 0.7834, 2.4501, 3.1497, 4.7642, 7.068],
  ],
  [
    'M/M/4, 0.8',
    mmc({ servers: 4, serviceNs: 1, load: 0.8 }),
    [1.7455, 1.3462, 3.776, 4.738, 6.8932, 9.8797],
  ],
  // One server of M/M/c is M/M/1; at c(1 − ρ) = 1 the formula of M/M/c has a limit only.
  [
    'M/M/c of one, 0.8',
    mmc({ servers: 1, serviceNs: 1, load: 0.8 }),
    [5, 3.4657, 11.5129, 14.9787, 23.0259, 34.5388],
  ],
  [
    'M/M/4, 0.75',
    mmc({ servers: 4, serviceNs: 1, load: 0.75 }),
    [1.5094, 1.1563, 3.2862, 4.1281, 6.0063, 8.5897],
  ],
];

t.test('means and percentiles of the textbooks', async (t) => {
  for (const [name, response, expected] of tables) {
    const found = [response.meanNs, ...percents.map((percent) => response.percentileNs(percent))];
    t.strictSame(
      found.map((value) => Number(value.toFixed(4))),
      expected,
      name,
    );
  }
});

t.test('a percentile is where the tail says it is, and no tail is above 1 or rises', async (t) => {
  for (const [name, response] of tables) {
    for (const percent of percents) {
      const tail = response.tail(response.percentileNs(percent));
      t.ok(Math.abs(tail - (1 - percent / 100)) < 1e-9, `${name} p${percent}: ${tail}`);
    }
    const tails = Array.from({ length: 400 }, (_, at) => response.tail(at / 10));
    t.ok(
      tails.every((tail, at) => tail <= (tails[at - 1] ?? 1) + 1e-12 && tail >= 0),
      name,
    );
  }
});

t.test('the mean is the area under the tail', async (t) => {
  for (const [name, response] of tables) {
    let area = 0;
    const step = 0.005;
    for (let at = 0; at < 60_000; at++) area += response.tail((at + 0.5) * step) * step;
    t.ok(Math.abs(area / response.meanNs - 1) < 2e-3, `${name}: ${area}`);
  }
});

t.test('times scale with the service time', async (t) => {
  for (const of of [mm1, md1, dm1] as const) {
    const one = of({ serviceNs: 1, load: 0.7 });
    const five = of({ serviceNs: 5e6, load: 0.7 });
    t.ok(Math.abs(five.meanNs / one.meanNs / 5e6 - 1) < 1e-12);
    t.ok(Math.abs(five.percentileNs(99) / one.percentileNs(99) / 5e6 - 1) < 1e-9);
  }
});

t.test('the chance to wait', async (t) => {
  t.equal(waitChance({ servers: 1, load: 0.3 }).toFixed(5), '0.30000');
  t.equal(waitChance({ servers: 2, load: 0.8 }).toFixed(5), '0.71111');
  t.equal(waitChance({ servers: 4, load: 0.5 }).toFixed(5), '0.17391');
  t.equal(waitChance({ servers: 4, load: 0.8 }).toFixed(5), '0.59643');
});

t.test('the mean of any service time', async (t) => {
  for (const [squaredVariation, mean] of [
    [0, 3],
    [0.5, 4],
    [1, 5],
    [4, 11],
    [10, 23],
  ] as const) {
    const found = mg1MeanNs({ serviceNs: 1, load: 0.8, squaredVariation });
    t.ok(Math.abs(found - mean) < 1e-12, `${squaredVariation}`);
  }
  // Nine of ten take 1 ms and one takes 10: mean 1.9 ms, square 10.9.
  const squaredVariation = 10.9 / 1.9 ** 2 - 1;
  for (const [load, mean] of [
    [0.5, 4.7684],
    [0.7, 8.593],
    [0.8, 13.3737],
  ] as const) {
    const found = mg1MeanNs({ serviceNs: 1.9, load, squaredVariation });
    t.equal(Number(found.toFixed(4)), mean);
  }
});

t.test('the rate that holds a percentile', async (t) => {
  const capacity = (limitNs: number): number =>
    mm1CapacityPerSecond({ serviceNs: 5e6, percent: 99, limitNs });
  t.equal(capacity(50e6).toFixed(1), '107.9');
  t.equal(capacity(100e6).toFixed(1), '153.9');
  t.equal(capacity(20e6), 0, 'an idle server is slower than that already');
  const load = capacity(50e6) * 5e-3;
  t.ok(Math.abs(mm1({ serviceNs: 5e6, load }).percentileNs(99) - 50e6) < 1);
});

t.test('a simulated queue agrees, by Lindley’s recursion', async (t) => {
  const count = 200_000;
  const exponential = (rng: () => number): number => -Math.log(rng());
  for (const { name, response, gap, service } of [
    {
      name: 'M/D/1',
      response: md1({ serviceNs: 1, load: 0.8 }),
      gap: exponential,
      service: () => 1,
    },
    {
      name: 'D/M/1',
      response: dm1({ serviceNs: 1, load: 0.8 }),
      gap: () => 1,
      service: exponential,
    },
  ]) {
    const rng = seededRng(5);
    const times: number[] = [];
    let left = 0;
    for (let at = 0; at < count; at++) {
      left = Math.max(0, left - gap(rng) / 0.8) + service(rng);
      times.push(left);
    }
    times.sort((a, b) => a - b);
    // The estimate of one run of this length scatters by 0.9 to 2.7 % (sd).
    for (const [percent, sd] of [
      [50, 0.011],
      [90, 0.016],
      [99, 0.027],
    ] as const) {
      const found = times[Math.ceil((count * percent) / 100) - 1] ?? 0;
      const off = found / response.percentileNs(percent) - 1;
      t.ok(Math.abs(off) < 3.5 * sd, `${name} p${percent} is off by ${off}`);
    }
  }
});

t.test('a queue without a steady state is a mistake', async (t) => {
  t.throws(() => mm1({ serviceNs: 1, load: 1 }), AssertionError);
  t.throws(() => md1({ serviceNs: 0, load: 0.5 }), AssertionError);
  t.throws(() => mmc({ servers: 0, serviceNs: 1, load: 0.5 }), AssertionError);
});
