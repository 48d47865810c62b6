import t from 'tap';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { seriesIntervalNs } from '../../harness/session/trial.ts';

t.test('a series has intervals enough to tell how they scatter, and not too many', async (t) => {
  const lengths: readonly (readonly [windowNs: number, intervalNs: number])[] = [
    [0.5 * NS_PER_S, 100 * NS_PER_MS],
    [4 * NS_PER_S, 100 * NS_PER_MS],
    [10 * NS_PER_S, 250 * NS_PER_MS],
    [40 * NS_PER_S, NS_PER_S],
    [41 * NS_PER_S, NS_PER_S],
    [600 * NS_PER_S, NS_PER_S],
    [601 * NS_PER_S, 2 * NS_PER_S],
    [36_000 * NS_PER_S, 60 * NS_PER_S],
  ];
  for (const [windowNs, intervalNs] of lengths) {
    t.equal(seriesIntervalNs(windowNs), intervalNs, `${windowNs / NS_PER_S} s`);
  }
});
