import fc from 'fast-check';
import t from 'tap';
import { parsePhase } from '../../harness/cli/phase-text.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { NS_PER_S } from '../../harness/model/units.ts';

t.test('phases as they are written', async (t) => {
  const durationNs = 10 * NS_PER_S;
  t.strictSame(parsePhase('poisson:500:10s'), { kind: 'poisson', ratePerSecond: 500, durationNs });
  t.strictSame(parsePhase('constant:0.5:10s'), {
    kind: 'constant',
    ratePerSecond: 0.5,
    durationNs,
  });
  t.strictSame(parsePhase('ramp:0..900:1m30s'), {
    kind: 'ramp',
    fromPerSecond: 0,
    toPerSecond: 900,
    durationNs: 90 * NS_PER_S,
  });
});

t.test('what is not a phase is named, with how to write one', async (t) => {
  const cases = [
    ['500', /"500" does not have three parts/],
    ['poisson:500', /three parts/],
    ['poisson:500:10s:2', /three parts/],
    ['posson:500:10s', /no known kind \(did you mean "poisson"\?\)/],
    ['replay:500:10s', /no known kind/],
    ['poisson:fast:10s', /"fast"/],
    ['poisson:500:10', /"10" is not a duration/],
    ['ramp:100:10s', /no two rates/],
    ['ramp:100..:10s', /no two rates/],
  ] as const;
  for (const [text, message] of cases) t.throws(() => parsePhase(text), { message }, text);
});

t.test('any text is read or refused as a mistake of its writer', async () => {
  const part = fc.oneof(fc.constantFrom('poisson', 'ramp', '1..2', '5', '10s'), fc.string());
  fc.assert(
    fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
      try {
        return parsePhase(parts.join(':')).durationNs >= 0;
      } catch (error) {
        return error instanceof HarnessError && error.exit === 'usage' && error.next !== '';
      }
    }),
    { seed: 20261123 },
  );
});
