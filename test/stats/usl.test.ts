import { AssertionError } from 'node:assert';
import t from 'tap';
import { seededRng } from '../../harness/stats/rng.ts';
import {
  chooseScaling,
  fitScaling,
  type ScalingPoint,
  scalingLaws,
} from '../../harness/stats/usl.ts';

const points = (sizes: readonly number[], throughputs: readonly number[]): ScalingPoint[] =>
  sizes.map((size, at) => ({ size, throughput: throughputs[at] ?? 0 }));

/** SPEC SDM91 on a Sun SPARCcenter 2000, October 1994: scripts an hour against users. */
const specsdm91 = points(
  [1, 18, 36, 72, 108, 144, 216],
  [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775.0, 1702.2],
);
/** BRL-CAD's ray tracer on an SGI Origin 2000. */
const raytracer = points(
  [1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64],
  [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310],
);

const round = (value: number | null | undefined, digits: number): number =>
  Number((value ?? Number.NaN).toPrecision(digits));

t.test('SPEC SDM91: the figures that R’s usl publishes', async (t) => {
  const fit = fitScaling(specsdm91, 'usl');
  t.equal(round(fit.sigma.value, 4), 0.02773);
  t.equal(round(fit.kappa.value, 4), 1.044e-4);
  t.equal(round(fit.gamma.value, 4), 90);
  t.equal(round(fit.sigma.error, 4), 9.122e-3);
  t.equal(round(fit.kappa.error, 4), 1.988e-5);
  t.equal(round(fit.gamma.error, 4), 14.21);
  t.equal(round(fit.residualError, 4), 82.85);
  t.equal(fit.degreesOfFreedom, 4);
  t.equal(round(fit.peak?.value, 4), 96.52);
  t.equal(round(fit.peak?.throughput, 4), 1884);
  t.equal(round(fit.rSquared, 5), 0.98956);
  t.strictSame(
    specsdm91.map(({ size }) => Math.round(fit.throughputAt(size))),
    [90, 1078, 1541, 1850, 1879, 1822, 1646],
  );
  const left = specsdm91.map(({ size, throughput }) => throughput - fit.throughputAt(size));
  t.strictSame(
    left.map((one) => one.toFixed(2)),
    ['-25.10', '-81.66', '111.09', '3.05', '-49.99', '-46.60', '56.00'],
  );
});

t.test('SPEC SDM91: the minimum to nine digits, and its intervals', async (t) => {
  // The root of the gradient, computed with 40 digits by mpmath.
  const fit = fitScaling(specsdm91, 'usl');
  t.equal(round(fit.sigma.value, 9), 0.0277284756);
  t.equal(round(fit.kappa.value, 9), 1.04365484e-4);
  t.equal(round(fit.gamma.value, 9), 89.9952331);
  t.match(fit, { law: 'usl', atBound: [], peak: { where: 'within' } });
  t.strictSame(
    [fit.sigma.low, fit.sigma.high].map((end) => round(end, 3)),
    [0.0024, 0.0531],
  );
  t.strictSame(
    [fit.kappa.low, fit.kappa.high].map((end) => round(end, 3)),
    [4.92e-5, 1.6e-4],
  );
  t.strictSame(
    [fit.gamma.low, fit.gamma.high].map((end) => round(end, 3)),
    [50.5, 129],
  );
  t.strictSame(
    [fit.peak?.low, fit.peak?.high].map((end) => round(end, 4)),
    [74.53, 125],
  );
});

t.test(
  'SPEC SDM91: errors and ceilings to every digit, and not what a parabola says',
  async (t) => {
    const fit = fitScaling(specsdm91, 'usl');
    t.equal(fit.sigma.error?.toExponential(4), '9.1217e-3');
    t.equal(fit.kappa.error?.toExponential(5), '1.98753e-5');
    t.equal(fit.gamma.error?.toFixed(4), '14.2135');
    t.equal(fit.residualError?.toFixed(3), '82.846');
    // At the minimum itself; R stops a little before it, at 96.5194.
    t.equal(fit.peak?.value.toFixed(4), '96.5196');
    t.equal(fit.peak?.throughput.toFixed(2), '1883.90');
    t.equal((fit.gamma.value / fit.sigma.value).toFixed(2), '3245.59');
    t.equal((1 / fit.sigma.value).toFixed(3), '36.064');
    // Gunther's parabola through N/C − 1 gives other figures of the same data, and fits worse.
    const [sigma, kappa, first] = [0.01704689, 7.892498e-5, 64.9];
    const parabola = (size: number): number =>
      (first * size) / (1 + sigma * (size - 1) + kappa * size * (size - 1));
    const squares = specsdm91.reduce(
      (sum, { size, throughput }) => sum + (throughput - parabola(size)) ** 2,
      0,
    );
    t.ok(squares > 3 * fit.squares, `${squares} beside ${fit.squares}`);
    t.ok(Math.abs(fit.sigma.value / sigma - 1) > 0.5);
  },
);

t.test('points that lie on the law give it back', async (t) => {
  const sizes = [1, 2, 4, 8, 16, 32, 64];
  const throughputs = [
    1000, 1901.140684, 3442.340792, 5689.900427, 8040.201005, 9034.443817, 7822.048399,
  ];
  const exact = fitScaling(points(sizes, throughputs), 'usl');
  t.strictSame(
    [exact.sigma, exact.kappa, exact.gamma].map(({ value }) => round(value, 8)),
    [0.05, 0.001, 1000],
  );
  t.equal(round(exact.peak?.value, 7), 30.82207);
  t.equal(round(exact.peak?.throughput, 8), 9037.9843);
  const rounded = fitScaling(
    points([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]),
    'usl',
  );
  t.strictSame(
    [rounded.sigma, rounded.kappa, rounded.gamma].map(({ value }) => value.toFixed(6)),
    ['0.020006', '0.020000', '1.000005'],
  );
  t.equal(rounded.peak?.value.toFixed(3), '7.000');
});

t.test('Amdahl’s law: what a share of 5 % costs', async (t) => {
  const speedups = [1, 1.9048, 3.4783, 5.9259, 9.1429, 15.4217];
  const sizes = [1, 2, 4, 8, 16, 64];
  const fit = fitScaling(points(sizes, speedups), 'amdahl');
  t.ok(Math.abs(fit.sigma.value - 0.05) < 1e-5, `${fit.sigma.value}`);
  t.strictSame(
    sizes.map((size) => Number(fit.throughputAt(size).toFixed(3))),
    speedups.map((speedup) => Number(speedup.toFixed(3))),
  );
  t.equal(fit.peak, null);
  t.equal(fit.kappa.error, null);
});

t.test('a fit at its bound says so, and tells of no peak', async (t) => {
  // Without the bound κ would be −2.01e-4: the curve still rises faster at its end.
  const fit = fitScaling(raytracer, 'usl');
  t.match(fit, { atBound: ['kappa'], kappa: { value: 0, error: null }, peak: null });
  t.equal(Math.round(fit.squares), 697);
  t.equal(fit.squares, fitScaling(raytracer, 'amdahl').squares);
  const rising = fitScaling(points([1, 2, 4, 8, 16], [10, 21, 44, 92, 190]), 'usl');
  t.strictSame(rising.atBound, ['sigma', 'kappa'], 'more than in proportion');
  const flat = fitScaling(points([1, 2, 4, 8, 16], [10, 9, 8, 9, 7]), 'amdahl');
  t.match(flat, { atBound: ['sigma'], sigma: { value: 1 } }, 'nothing at all');
});

t.test('a peak beyond the sizes measured says how far', async (t) => {
  const law = (size: number): number => size / (1 + 0.02 * (size - 1) + 1e-3 * size * (size - 1));
  const peakFrom = (sizes: readonly number[]): string | undefined =>
    fitScaling(points(sizes, sizes.map(law)), 'usl').peak?.where;
  t.equal(peakFrom([1, 4, 8, 16, 32, 64]), 'within');
  t.equal(peakFrom([1, 4, 8, 12, 16, 20]), 'near');
  t.equal(peakFrom([1, 2, 4, 6, 8, 10]), 'far');
});

t.test('weights count', async (t) => {
  const spoilt = points([1, 2, 4, 8, 16, 32], [100, 190, 350, 600, 900, 5000]);
  const trusted = spoilt.map((point) => ({ ...point, weight: point.size === 32 ? 1e-9 : 1 }));
  const without = fitScaling(spoilt.slice(0, 5), 'amdahl');
  t.ok(Math.abs(fitScaling(trusted, 'amdahl').sigma.value / without.sigma.value - 1) < 1e-3);
});

t.test('the law that the points call for', async (t) => {
  t.equal(chooseScaling(specsdm91).law, 'usl');
  t.equal(chooseScaling(raytracer).law, 'amdahl');
  const exactly = points([1, 2, 4, 8, 16, 32], [100, 200, 400, 800, 1600, 3200]);
  t.equal(chooseScaling(exactly).law, 'linear');
  t.equal(chooseScaling(exactly.slice(0, 2)).law, 'linear');
  const amdahl = exactly.map(({ size }) => ({ size, throughput: size / (1 + 0.1 * (size - 1)) }));
  t.equal(chooseScaling(amdahl).law, 'amdahl');
  t.equal(chooseScaling(amdahl.slice(0, 2)).law, 'linear', 'two sizes show no bend');
});

t.test('noise alone seldom calls for a bend', async (t) => {
  const rng = seededRng(4);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  let bent = 0;
  for (let run = 0; run < 100; run++) {
    const noisy = [1, 2, 4, 8, 16].flatMap((size) =>
      [1, 2, 3].map(() => ({ size, throughput: 1000 * size * (1 + 0.03 * normal()) })),
    );
    if (chooseScaling(noisy).law !== 'linear') bent++;
  }
  t.ok(bent < 15, `${bent} of 100`);
});

t.test('intervals hold the truth as often as they say', async (t) => {
  const rng = seededRng(6);
  const normal = (): number => Math.sqrt(-2 * Math.log(rng())) * Math.cos(2 * Math.PI * rng());
  const law = (size: number): number =>
    (1000 * size) / (1 + 0.05 * (size - 1) + 2e-3 * size * (size - 1));
  let sigma = 0;
  let peak = 0;
  const runs = 300;
  for (let run = 0; run < runs; run++) {
    const noisy = [1, 2, 4, 8, 16, 24, 32].map((size) => ({
      size,
      throughput: law(size) + 60 * normal(),
    }));
    const fit = fitScaling(noisy, 'usl');
    if ((fit.sigma.low ?? 1) <= 0.05 && 0.05 <= (fit.sigma.high ?? 0)) sigma++;
    const truth = Math.sqrt(0.95 / 2e-3);
    if ((fit.peak?.low ?? 1e9) <= truth && truth <= (fit.peak?.high ?? 0)) peak++;
  }
  // Nominal 0.95, standard error 0.013.
  t.ok(sigma / runs > 0.91, `σ in ${sigma} of ${runs}`);
  t.ok(peak / runs > 0.91, `N* in ${peak} of ${runs}`);
});

t.test('too few sizes, or nothing measured, is a mistake', async (t) => {
  t.throws(() => fitScaling(points([1, 1, 1], [5, 5, 5]), 'amdahl'), AssertionError);
  t.throws(() => fitScaling(points([1, 2, 3], [0, 0, 0]), 'linear'), AssertionError);
  t.throws(() => chooseScaling(points([1], [5])), AssertionError);
});

t.test('a fit that begins at another one ends where a fit from nothing does', async (t) => {
  const rng = seededRng(11);
  for (const law of scalingLaws) {
    const near = fitScaling(specsdm91, law);
    for (let again = 0; again < 20; again++) {
      const points = specsdm91.map((point) => {
        return { ...point, throughput: point.throughput * (0.9 + 0.2 * rng()) };
      });
      const [fresh, begun] = [fitScaling(points, law), fitScaling(points, law, near)];
      const about = `${law} ${again}`;
      t.ok(Math.abs(begun.gamma.value / fresh.gamma.value - 1) < 1e-6, about);
      t.ok(Math.abs(begun.sigma.value - fresh.sigma.value) < 1e-6, about);
      t.ok(Math.abs(begun.kappa.value - fresh.kappa.value) < 1e-8, about);
      t.same(begun.atBound, fresh.atBound);
    }
  }
});
