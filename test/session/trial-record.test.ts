import t from 'tap';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

t.test('what waits is what was due and had not been sent', async (t) => {
  const read = (sent: number) => ({ generatorCpuNs: 1e6, inFlight: 2, sent });
  // Five requests are due in each of two seconds; a late look sees some of those after it as well.
  const { series } = madeTrial(somePlan, {
    requests: 10,
    responseNs: () => 1e6,
    generator: [read(3), read(12)],
  });
  t.match(series, [
    { generatorCpuNs: 1e6, inFlight: 2, waiting: 2 },
    { generatorCpuNs: 1e6, inFlight: 2, waiting: 0 },
  ]);
});

t.test('nothing is said of intervals that nobody looked at', async (t) => {
  const { series } = madeTrial(somePlan, { requests: 10, responseNs: () => 1e6, generator: [] });
  t.equal(series.length, 2);
  t.ok(series.every((point) => !('inFlight' in point) && !('waiting' in point)));
});
