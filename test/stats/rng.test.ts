import t from 'tap';
import { openUnit, seededRng, uniformAt, xoshiro128 } from '../../harness/stats/rng.ts';

/** χ² of counts against equal shares, as a z score (Wilson and Hilferty's cube root). */
function chiSquaredZ(counts: readonly number[]): number {
  const df = counts.length - 1;
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (Math.cbrt(chi2 / df) - (1 - 2 / (9 * df))) / Math.sqrt(2 / (9 * df));
}

/** How often each cell of a grid is hit by numbers of (0, 1). */
function cellCounts(cells: number, hits: number, next: (hit: number) => number): number[] {
  const counts = new Array<number>(cells).fill(0);
  for (let hit = 0; hit < hits; hit++) {
    const cell = Math.floor(next(hit) * cells);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

const bitsSet = (word: number): number => {
  let count = 0;
  for (let rest = word >>> 0; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
};

t.test('xoshiro128** 1.1 gives the published numbers', async (t) => {
  // From state 1, 2, 3, 4, by the authors' C source; also the vector of Rust's rand_xoshiro.
  const next = xoshiro128([1, 2, 3, 4]);
  t.strictSame(
    Array.from({ length: 10 }, () => next()),
    [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ],
  );
});

t.test('neither end of (0, 1) is ever reached', async (t) => {
  t.equal(openUnit(0, 0), 2 ** -53);
  t.equal(openUnit(0xffffffff, 0xffffffff), 1 - 2 ** -53);
  t.equal(openUnit(0x80000000, 0), 0.5 + 2 ** -53);
  // Every step of 2⁻⁵² is told apart, up to the last.
  t.equal(openUnit(0xffffffff, 0xffffffff) - openUnit(0xffffffff, 0xffffffbf), 2 ** -52);
});

t.test('a seed means the same for ever', async (t) => {
  // Records name the seed they were made with: another sequence would make it meaningless.
  const rng = seededRng(42, 3);
  t.strictSame([rng(), rng()], [0.07155883271019514, 0.7191717775259417]);
  t.equal(uniformAt(42, 7), 0.09967281145509332);
  t.equal(uniformAt(42, 2 ** 32 + 7), 0.1191383294062689);
});

t.test('the same seed and stream give the same numbers, others different ones', async (t) => {
  const first = (seed: number, stream?: number): string => {
    const rng = seededRng(seed, stream);
    return [rng(), rng(), rng()].join();
  };
  t.equal(first(42), first(42));
  t.equal(first(42), first(42, 0));
  const seeds = [0, 1, 2, 3, -1, 42, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52 + 1];
  const all = seeds.flatMap((seed) => [0, 1, 2, 3, 255].map((stream) => first(seed, stream)));
  t.equal(new Set(all).size, all.length);
});

t.test('numbers are spread evenly, alone and in pairs', async (t) => {
  for (const seed of [1, 2, 3]) {
    const rng = seededRng(seed);
    t.ok(Math.abs(chiSquaredZ(cellCounts(1000, 200_000, rng))) < 4, `seed ${seed}`);
    const pairs = cellCounts(1024, 200_000, () => (Math.floor(rng() * 32) + rng()) / 32);
    t.ok(Math.abs(chiSquaredZ(pairs)) < 4, `seed ${seed}, pairs`);
  }
});

t.test('the first numbers of neighbouring seeds and streams are spread evenly, too', async (t) => {
  const ofSeeds = cellCounts(256, 100_000, (seed) => seededRng(seed)());
  const ofStreams = cellCounts(256, 100_000, (stream) => seededRng(7, stream)());
  t.ok(Math.abs(chiSquaredZ(ofSeeds)) < 4);
  t.ok(Math.abs(chiSquaredZ(ofStreams)) < 4);
});

t.test('streams of one seed do not follow each other', async (t) => {
  const hits = 100_000;
  for (const [a, b] of [
    [seededRng(1, 0), seededRng(1, 1)],
    [seededRng(1, 0), seededRng(2, 0)],
    [seededRng(1, 1), seededRng(2, 0)],
  ] as const) {
    let sum = 0;
    for (let hit = 0; hit < hits; hit++) sum += (a() - 0.5) * (b() - 0.5);
    const correlation = (sum / hits) * 12;
    t.ok(Math.abs(correlation) < 4 / Math.sqrt(hits), `${correlation}`);
  }
});

t.test('uniformAt: a pure function, even over indexes and over seeds', async (t) => {
  t.equal(uniformAt(5, 17), uniformAt(5, 17));
  const tables = {
    indexes: cellCounts(1000, 200_000, (index) => uniformAt(1, index)),
    'indexes above 2³²': cellCounts(1000, 200_000, (index) => uniformAt(1, 2 ** 32 + index)),
    'every eighth index': cellCounts(1000, 200_000, (index) => uniformAt(1, 8 * index)),
    seeds: cellCounts(1000, 200_000, (seed) => uniformAt(seed, 12345)),
  };
  for (const [name, counts] of Object.entries(tables)) {
    t.ok(Math.abs(chiSquaredZ(counts)) < 4, name);
  }
  t.not(uniformAt(1, 0), uniformAt(1, 2 ** 32), 'the upper half of an index counts');
  t.not(uniformAt(1, 0), uniformAt(1 + 2 ** 32, 0), 'and that of a seed');
});

t.test('uniformAt: one bit of seed or index changes half the bits', async (t) => {
  const word = (seed: number, index: number): number => uniformAt(seed, index) * 2 ** 32 - 0.5;
  for (const flip of [0, 1, 2, 7, 15, 16, 24, 30]) {
    let byIndex = 0;
    let bySeed = 0;
    const trials = 4000;
    for (let at = 0; at < trials; at++) {
      byIndex += bitsSet(word(9, at) ^ word(9, at ^ (1 << flip)));
      bySeed += bitsSet(word(at, 9) ^ word(at ^ (1 << flip), 9));
    }
    // 32 bits, each flips with chance ½: sd of the mean is √8/√4000 = 0.045.
    t.ok(Math.abs(byIndex / trials - 16) < 0.25, `index bit ${flip}: ${byIndex / trials}`);
    t.ok(Math.abs(bySeed / trials - 16) < 0.25, `seed bit ${flip}: ${bySeed / trials}`);
  }
});
