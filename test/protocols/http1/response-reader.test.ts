/**
 * The reader is given every sample response cut at every byte, byte by byte and in random pieces,
 * alone and after others, always in one buffer that is overwritten afterwards, as the buffer of a
 * thread is. Where it is cut must never make a difference, not even for garbage.
 */
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { Outcome } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { encodeRequest } from '../../../harness/protocols/http1/request-encoder.ts';
import { ResponseReader } from '../../../harness/protocols/http1/response-reader.ts';
import { badResponses } from '../../support/responses/bad-responses.ts';
import { goodResponses } from '../../support/responses/good-responses.ts';
import type { ResponseSample } from '../../support/responses/response-sample.ts';

const endpoint = { host: '127.0.0.1', port: 80, authority: 'test' };
/** A request that is sent again is the same object, as in a run: what is known of it is kept. */
const encoded = new Map<string, EncodedRequest>();
function encode(request: HttpRequest = { path: '/' }): EncodedRequest {
  const key = JSON.stringify(request);
  const known = encoded.get(key) ?? encodeRequest(request, endpoint);
  encoded.set(key, known);
  return known;
}

const newReader = (): ResponseReader =>
  new ResponseReader({ nowNs: () => 0 }, { inspected: 0, inspectNs: 0 });

interface Answer {
  readonly outcome: Outcome | undefined;
  readonly closing: string;
  readonly atEnd: Outcome | undefined;
}

const shared = Buffer.alloc(128 * 1024);

/** The answers to some requests, read from bytes that come in pieces which end at `cuts`. */
function answersOf(
  bytes: Buffer,
  requests: readonly EncodedRequest[],
  cuts: readonly number[] = [],
): readonly Answer[] {
  const reader = newReader();
  reader.restart();
  const answers: Answer[] = [];
  let request = requests[0] ?? encode();
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    // Not at the start of the buffer, so that positions and lengths are not the same.
    const base = to % 7;
    bytes.copy(shared, base, from, to);
    let at = base;
    const end = base + to - from;
    while (at < end) {
      const after = reader.read(shared, at, end, request);
      if (after <= at || after > end) throw new RangeError(`from ${at} to ${after} of ${end}`);
      at = after;
      const { outcome, closing } = reader;
      if (outcome === undefined) continue;
      answers.push({ outcome, closing, atEnd: undefined });
      if (closing !== '') return answers;
      reader.restart();
      request = requests[answers.length] ?? encode();
    }
    shared.fill('#', 0, end);
    from = to;
  }
  if (answers.length >= requests.length) return answers;
  const { outcome, closing } = reader;
  return [...answers, { outcome, closing, atEnd: reader.finish(request) }];
}

const bytesOf = (sample: ResponseSample): Buffer => Buffer.from(sample.response, 'latin1');

function check(t: Test, sample: ResponseSample, answers: readonly Answer[], how: string): void {
  const [answer] = answers;
  const { outcome, closing = /^$/, atEnd } = sample;
  const right =
    answers.length === 1 &&
    answer?.outcome === outcome &&
    closing.test(answer?.closing ?? '') &&
    answer?.atEnd === atEnd;
  // One assertion for each of the thousands of cuts would be slow; what fails is shown.
  if (!right) t.fail(how, { expected: sample, found: answers });
}

const samples = [...goodResponses, ...badResponses];

for (const sample of samples) {
  t.test(`${sample.about}: ${sample.outcome ?? sample.atEnd ?? 'not whole'}`, async (t) => {
    const bytes = bytesOf(sample);
    const requests = [encode(sample.request)];
    check(t, sample, answersOf(bytes, requests), 'in one piece');
    const step = Math.max(1, Math.floor(bytes.length / 500));
    for (let cut = 1; cut < bytes.length; cut += step) {
      check(t, sample, answersOf(bytes, requests, [cut]), `cut at ${cut}`);
    }
    const everywhere = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    check(t, sample, answersOf(bytes, requests, everywhere), 'byte by byte');
    t.pass('wherever it is cut');
  });
}

const cutsIn = (length: number): fc.Arbitrary<readonly number[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: Math.max(1, length - 1) }), { maxLength: 12 })
    .map((cuts) => cuts.filter((cut) => cut < length).sort((a, b) => a - b));

const lasting = goodResponses.filter(
  ({ outcome, closing }) => outcome !== undefined && closing === undefined,
);
const seed = 20_260_101;

t.test('responses in a row are told apart, whatever came before', async (t) => {
  const rows = fc.array(fc.constantFrom(...lasting), { minLength: 2, maxLength: 8 });
  const cut = rows.chain((row) =>
    fc.tuple(fc.constant(row), cutsIn(row.map(({ response }) => response).join('').length)),
  );
  fc.assert(
    fc.property(cut, ([row, cuts]) => {
      const bytes = Buffer.concat(row.map(bytesOf));
      const requests = row.map((sample) => encode(sample.request));
      const outcomes = answersOf(bytes, requests, cuts).map((answer) => answer.outcome);
      return outcomes.join() === row.map((sample) => sample.outcome).join();
    }),
    { seed, numRuns: 2_000 },
  );
  t.pass(`${lasting.length} samples in rows`);
});

t.test('the same header again means what it meant, for every method', async (t) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
  const other = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
  const hello = { path: '/', expect: { body: 'hello' } };
  const requests = [hello, hello, { method: 'HEAD', path: '/' }, hello, { path: '/' }, hello];
  const bytes = `${head}hello${head}hullo${head}${head}hello${other}ok${head}hello`;
  const outcomes = answersOf(Buffer.from(bytes), requests.map(encode)).map(
    ({ outcome }) => outcome,
  );
  t.strictSame(outcomes, ['ok', 'mismatch', 'ok', 'ok', 'ok', 'ok']);
});

t.test('a header is not recognised before it has come, nor by its end', async (t) => {
  const response = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  const reader = newReader();
  reader.restart();
  reader.read(response, 0, response.length, encode());
  reader.restart();
  // The rest is in the buffer, left from before.
  t.equal(reader.read(response, 0, 30, encode()), 30);
  t.equal(reader.outcome, undefined);
  reader.read(response, 30, response.length, encode());
  t.equal(reader.outcome, 'ok');
  const late = 'HTTP/1.'.length;
  const answers = answersOf(
    Buffer.concat([response, response.subarray(late)]),
    [encode(), encode()],
    [late, response.length],
  );
  t.strictSame(
    answers.map(({ outcome }) => outcome),
    ['ok', 'malformed'],
  );
});

/** Reads pieces of an answer, and says what came of it. */
function readPieces(reader: ResponseReader, request: EncodedRequest, pieces: readonly string[]) {
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    reader.read(bytes, 0, bytes.length, request);
  }
  const { outcome, closing } = reader;
  return { outcome, closing };
}

t.test('what one connection has read another recognises, and keeps when it changes', async (t) => {
  const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
  const ok = 'HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n';
  const request = encode({ path: '/shared' });
  const [first, second] = [newReader(), newReader()];
  for (const reader of [first, second]) reader.restart();
  t.match(readPieces(first, request, [hello, 'hello']), { outcome: 'ok' });
  // Recognised, and the body is still to come while another connection reads something else.
  t.match(readPieces(second, request, [hello, 'hel']), { outcome: undefined });
  first.restart();
  t.match(readPieces(first, request, [ok, 'ok']), { outcome: 'status' });
  t.match(readPieces(second, request, ['lo']), { outcome: 'ok' });
  second.restart();
  t.match(readPieces(second, request, [`${ok}ok`]), { outcome: 'status' });
  t.match(second.fault(), { got: /status 503/ });
});

t.test('a whole answer with a known header is told by what was asked', async (t) => {
  const head = (text: string): string => `HTTP/1.1 ${text}\r\n\r\n`;
  const hello = `${head('200 OK\r\nContent-Length: 5')}hello`;
  type Row = readonly [HttpRequest, string, Partial<{ outcome: Outcome; closing: unknown }>];
  const rows: readonly Row[] = [
    [{ path: '/' }, hello, { outcome: 'ok', closing: '' }],
    [{ path: '/', expect: { status: 204 } }, hello, { outcome: 'status' }],
    [{ path: '/', expect: { body: 'hullo' } }, hello, { outcome: 'mismatch' }],
    [{ path: '/', expect: { contains: 'ola' } }, hello, { outcome: 'mismatch' }],
    [{ method: 'HEAD', path: '/' }, head('200 OK\r\nContent-Length: 5'), { outcome: 'ok' }],
    [{ path: '/', headers: { Connection: 'close' } }, hello, { outcome: 'ok', closing: /asked/ }],
    [
      { path: '/' },
      `${head('200 OK\r\nConnection: close\r\nContent-Length: 2')}ok`,
      { outcome: 'ok', closing: /announced/ },
    ],
    [{ path: '/' }, head('204 None\r\nContent-Length: 5'), { outcome: 'ok', closing: '' }],
    [{ path: '/' }, head('404 None\r\nContent-Length: 0'), { outcome: 'status' }],
  ];
  for (const [asked, answer, expected] of rows) {
    const request = encodeRequest(asked, endpoint);
    for (const round of ['read', 'recognised', 'recognised again']) {
      const reader = newReader();
      reader.restart();
      const bytes = Buffer.from(`${answer}HTTP/1.1`);
      t.equal(reader.read(bytes, 0, bytes.length, request), answer.length, round);
      t.match(reader, expected, `${JSON.stringify(asked)} ${round}`);
    }
  }
});

t.test('headers that differ each time are read each time', async (t) => {
  const lengths = Array.from({ length: 2_000 }, (_, index) => index % 11);
  const bytes = lengths.map(
    (length) => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`,
  );
  const answers = answersOf(
    Buffer.from(bytes.join('')),
    lengths.map((length) => encode({ path: '/', expect: { body: 'x'.repeat(length) } })),
  );
  t.strictSame(new Set(answers.map(({ outcome }) => outcome)), new Set(['ok']));
  t.equal(answers.length, lengths.length);
});

t.test('garbage ends in some way, and in the same way wherever it is cut', async (t) => {
  const noise = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const edit = fc.record({
    at: fc.nat(400),
    remove: fc.nat(3),
    insert: fc.oneof(
      fc.constantFrom('\r\n', '\n', ' ', '\t', ':', ';', '0', 'HTTP/1.1 ', 'Content-Length: 3\r\n'),
      fc.string({ maxLength: 4 }),
    ),
  });
  const damaged = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([{ response }, edits]) => {
      let text = response.slice(0, 2_000);
      for (const { at, remove, insert } of edits) {
        text = text.slice(0, at) + insert + text.slice(at + remove);
      }
      return Buffer.from(`${text} `, 'latin1');
    });
  const cut = fc
    .oneof({ weight: 1, arbitrary: noise }, { weight: 4, arbitrary: damaged })
    .chain((bytes) => fc.tuple(fc.constant(bytes), cutsIn(bytes.length)));
  const request = [encode({ path: '/', expect: { body: 'hello' } })];
  const seen = new Set<string>();
  fc.assert(
    fc.property(cut, ([bytes, cuts]) => {
      const whole = answersOf(bytes, request);
      seen.add(whole[0]?.outcome ?? 'not whole');
      return JSON.stringify(answersOf(bytes, request, cuts)) === JSON.stringify(whole);
    }),
    { seed, numRuns: 20_000 },
  );
  t.strictSame([...seen].sort(), ['malformed', 'mismatch', 'not whole', 'ok', 'status']);
});
