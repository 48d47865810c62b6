import fc from 'fast-check';
import t from 'tap';
import { packTally, unpackTally } from '../../harness/generator/packed-tally.ts';
import { Tally } from '../../harness/generator/tally.ts';
import { failureKinds } from '../../harness/model/protocol.ts';

t.test('a tally is what it was, whatever is in it', async (t) => {
  const timeNs = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 2 ** 43 }));
  const request = fc.record({
    outcome: fc.constantFrom(
      'unfinished' as const,
      'unsent' as const,
      'ok' as const,
      ...failureKinds,
    ),
    lagNs: timeNs,
    serviceNs: timeNs,
    times: fc.constantFrom(1, 2, 300),
  });
  const property = fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
    const tally = new Tally();
    for (const { outcome, lagNs, serviceNs, times } of requests) {
      for (let again = 0; again < times; again++) {
        if (outcome === 'unsent') tally.leftUnsent(lagNs + serviceNs);
        else if (outcome === 'unfinished') tally.leftUnfinished(lagNs + serviceNs, serviceNs);
        else tally.settled(outcome, lagNs + serviceNs, serviceNs);
      }
      tally.answered += times;
    }
    const data = tally.toData();
    t.strictSame(unpackTally(packTally(data)), data);
  });
  fc.assert(property, { seed: 7, numRuns: 60 });
});

t.test('counts beyond any byte, and more buckets than there was room for', async (t) => {
  const tally = new Tally();
  tally.response.answered.recordMany(1, 2 ** 40);
  tally.response.answered.recordMany(2 ** 41, 300);
  for (let at = 0; at < 20_000; at++) tally.lag.censored.record(Math.round(1.002 ** at) % 2 ** 42);
  const data = tally.toData();
  t.strictSame(unpackTally(packTally(data)), data);
});

t.test('it takes two bytes or so for each bucket', async (t) => {
  const tally = new Tally();
  for (let at = 0; at < 2000; at++) tally.settled('ok', 40_000 + 31 * at, 30_000 + 29 * at);
  const { response, service, lag } = tally.toData();
  const buckets = [response, service, lag].reduce(
    (sum, { answered }) => sum + answered.indexes.length,
    0,
  );
  const bytes = packTally(tally.toData()).byteLength;
  t.ok(buckets > 1000 && bytes < 2.2 * buckets + 200, `${bytes} bytes, ${buckets} buckets`);
});
