import t from 'tap';
import { crossingLoad } from '../../harness/experiments/capacity-estimate.ts';
import { seededRng } from '../../harness/stats/rng.ts';

/** A figure that grows with a power of the load and is at 10 at a load of 100. */
const growing = (loads: readonly number[], power: number) =>
  loads.map((load) => ({ load, figure: 10 * (load / 100) ** power }));

const loads = [85, 90, 95, 100, 105, 110];

t.test('exact on a power, whichever', async (t) => {
  for (const power of [0.5, 1, 4]) {
    const found = crossingLoad(growing(loads, power), { limit: 10, near: 98 });
    t.ok(Math.abs((found ?? 0) - 100) < 1e-9, `power ${power}: ${found}`);
  }
});

t.test('a few trials may be wild', async (t) => {
  const rng = seededRng(9);
  const seen = growing([...loads, ...loads, ...loads], 2).map(({ load, figure }, at) => ({
    load,
    figure: at % 6 === 0 ? figure * 20 : figure * (1 + 0.02 * (rng() - 0.5)),
  }));
  const found = crossingLoad(seen, { limit: 10, near: 98 }) ?? 0;
  t.ok(Math.abs(found / 100 - 1) < 0.02, `${found}`);
});

t.test('too few, too far, or not growing: nothing', async (t) => {
  const at = { limit: 10, near: 98 };
  t.equal(crossingLoad(growing(loads.slice(1), 1), at), null, 'five');
  t.equal(crossingLoad(growing([90, 90, 90, 100, 100, 100], 1), at), null, 'two loads');
  t.equal(crossingLoad(growing(loads, 1), { limit: 10, near: 300 }), null, 'far away');
  t.equal(crossingLoad(growing(loads, -1), at), null, 'falling');
});
