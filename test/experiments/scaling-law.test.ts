import t from 'tap';
import { growthLaw, type MeasuredPeak, type Span } from '../../harness/experiments/scaling-law.ts';
import type { Rng } from '../../harness/model/rng.ts';
import { normalQuantile } from '../../harness/stats/normal.ts';
import { seededRng } from '../../harness/stats/rng.ts';

interface Truth {
  readonly sigma: number;
  readonly kappa: number;
}

const perSecondOf = ({ sigma, kappa }: Truth, servers: number): number =>
  (1000 * servers) / (1 + sigma * (servers - 1) + kappa * servers * (servers - 1));

/** Peaks that scatter by a share around what the law says. */
const peaks = (
  truth: Truth,
  sizes: readonly number[],
  noise: { readonly repetitions: number; readonly share: number; readonly rng: Rng },
): MeasuredPeak[] =>
  sizes.flatMap((servers) =>
    Array.from({ length: noise.repetitions }, () => ({
      servers,
      perSecond: perSecondOf(truth, servers) * (1 + noise.share * normalQuantile(noise.rng())),
    })),
  );

const holds = ({ low, high }: Span, value: number): boolean =>
  low !== null && high !== null && low <= value + 1e-12 && high >= value - 1e-12;

t.test('intervals hold the truth as often as they say', async (t) => {
  const rng = seededRng(31);
  const cases = [
    { sigma: 0, kappa: 0, sizes: [1, 2, 4, 8] },
    { sigma: 0.1, kappa: 0, sizes: [1, 2, 4, 8] },
    { sigma: 0.05, kappa: 0.01, sizes: [1, 2, 3, 4, 6, 8] },
  ];
  const runs = 40;
  for (const { sizes, ...truth } of cases) {
    let [sigma, kappa, gain] = [0, 0, 0];
    const added = perSecondOf(truth, 9) / perSecondOf(truth, 8) - 1;
    for (let run = 0; run < runs; run++) {
      const law = growthLaw(peaks(truth, sizes, { repetitions: 3, share: 0.02, rng }));
      if (law === undefined || law.kappa === null) continue;
      if (holds(law.sigma, truth.sigma)) sigma++;
      if (holds(law.kappa, truth.kappa)) kappa++;
      if (holds(law.gain(8, 9), added)) gain++;
    }
    for (const [name, held] of Object.entries({ sigma, kappa, gain })) {
      t.ok(held / runs >= 0.85, `${JSON.stringify(truth)} ${name}: ${held} of ${runs}`);
    }
  }
});

t.test('what grows in proportion is called so, and has no peak', async (t) => {
  const rng = seededRng(32);
  const law = growthLaw(
    peaks({ sigma: 0, kappa: 0 }, [1, 2, 4, 8], {
      ...{ repetitions: 3, share: 0.005, rng },
    }),
  );
  t.equal(law?.fit.law, 'linear');
  t.equal(law?.peak, null);
  t.ok(law && holds(law.sigma, 0) && holds(law.kappa ?? law.sigma, 0));
  const gain = law?.gain(8, 9);
  t.ok(gain && Math.abs(gain.value - 1 / 8) < 1e-9 && (gain.low ?? 0) > 0.1);
});

t.test('a peak within the data is found', async (t) => {
  const rng = seededRng(33);
  const truth = { sigma: 0.05, kappa: 0.02 };
  const law = growthLaw(peaks(truth, [1, 2, 4, 6, 8, 10], { repetitions: 3, share: 0.01, rng }));
  t.equal(law?.fit.law, 'usl');
  t.equal(law?.fit.peak?.where, 'within');
  t.ok(law?.peak && holds(law.peak, Math.sqrt(0.95 / 0.02)), 'N* is 6.9');
  t.ok((law?.gain(8, 9).high ?? 1) < 0, 'and beyond it another server does harm');
});

t.test('few points know little', async (t) => {
  const rng = seededRng(34);
  const noise = { repetitions: 1, share: 0.01, rng };
  t.equal(growthLaw(peaks({ sigma: 0, kappa: 0 }, [1, 2], noise)), undefined, 'of two nothing');
  const three = growthLaw(peaks({ sigma: 0.1, kappa: 0 }, [1, 2, 4], noise));
  t.equal(three?.fullest, 'amdahl');
  t.equal(three?.kappa, null, 'three show no peak');
  const once = growthLaw(peaks({ sigma: 0.1, kappa: 0 }, [1, 2, 4, 8], noise));
  const thrice = growthLaw(
    peaks({ sigma: 0.1, kappa: 0 }, [1, 2, 4, 8], {
      ...{ ...noise, repetitions: 3 },
    }),
  );
  const width = ({ low, high }: Span): number => (high ?? 9) - (low ?? 0);
  t.ok(once && thrice && width(once.sigma) > 2 * width(thrice.sigma));
});
