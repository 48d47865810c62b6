/**
 * Random servers: each request is answered, answered in halves, answered twice, cut, reset, ignored
 * or met with nonsense, while random exchanges are given up on. Whatever happens, every exchange
 * settles exactly once, and the connection is opened and closed in turns.
 */
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import t from 'tap';
import type { Endpoint } from '../../../harness/model/protocol.ts';
import type { HttpRequest } from '../../../harness/model/scenario.ts';
import type { EncodedRequest } from '../../../harness/protocols/http1/encoded-request.ts';
import { http1 } from '../../../harness/protocols/http1/http1.ts';
import { ProtocolClient } from '../../support/protocol-client.ts';
import { answering, startRawServer } from '../../support/raw-server.ts';

const root: HttpRequest = { path: '/' };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const endpointAt = (port: number): Endpoint => ({ host: '127.0.0.1', port, authority: 'test' });

/** What a server may do with a request. */
const moves: Readonly<Record<string, (socket: Socket) => void>> = {
  answer: (socket) => socket.write(OK),
  'answer in halves': (socket) =>
    socket.write(OK.slice(0, 25), () => setImmediate(() => socket.write(OK.slice(25)))),
  'answer twice': (socket) => socket.write(`${OK}${OK}`),
  'answer and close': (socket) => socket.end(OK.replace('OK', 'OK\r\nConnection: close')),
  end: (socket) => socket.end(),
  'end within the answer': (socket) => socket.end(OK.slice(0, 30)),
  reset: (socket) => {
    // Node.js 20 never frees a socket that is reset while it ends.
    if (!socket.writableEnded) socket.resetAndDestroy();
  },
  nothing: () => undefined,
  nonsense: (socket) => socket.write('what?\r\n'),
};

interface Play {
  readonly depth: number;
  /** What becomes of each request that reaches the server. */
  readonly script: readonly string[];
  /** Which exchange is given up on as soon as it was started. */
  readonly hurried: number | undefined;
}

/** A client that keeps its connection busy until it has asked as often as the script is long. */
class Player {
  readonly outcomes: string[] = [];
  readonly #client: ProtocolClient<HttpRequest, EncodedRequest>;
  readonly #play: Play;
  readonly #inFlight = new Set<string>();
  #asked = 0;
  #open = false;

  constructor(client: ProtocolClient<HttpRequest, EncodedRequest>, play: Play) {
    this.#client = client;
    this.#play = play;
    client.reactions = {
      opened: () => this.#turn(true),
      closed: () => this.#turn(false),
      settled: (name, outcome) => {
        if (!this.#inFlight.delete(name)) throw new RangeError(`${name} settled twice`);
        this.outcomes.push(outcome);
        this.#ask();
      },
    };
  }

  #turn(open: boolean): void {
    if (open === this.#open)
      throw new RangeError(`told twice that it is ${open ? 'open' : 'closed'}`);
    this.#open = open;
    this.#ask();
  }

  #ask(): void {
    const { depth, script, hurried } = this.#play;
    while (this.#open && this.#inFlight.size < depth && this.#asked < script.length) {
      const name = `${this.#asked++}`;
      this.#inFlight.add(name);
      this.#client.ask(name, root);
      if (name === `${hurried}`) this.#client.expire(name);
    }
  }

  async run(): Promise<void> {
    while (this.#asked < this.#play.script.length) {
      await this.#client.open();
      while (this.#open && this.#inFlight.size > 0) {
        const seen = this.#client.events.length;
        // What takes longer than any answer here is given up on.
        const patience = setTimeout(() => {
          const [oldest] = this.#inFlight;
          if (oldest !== undefined) this.#client.expire(oldest);
        }, 10);
        await this.#client.saw(seen + 1);
        clearTimeout(patience);
      }
    }
  }
}

t.test('every exchange settles exactly once, whatever the server does', async (t) => {
  const plays: fc.Arbitrary<Play> = fc.record({
    depth: fc.integer({ min: 1, max: 5 }),
    script: fc.array(fc.constantFrom(...Object.keys(moves)), { minLength: 1, maxLength: 16 }),
    hurried: fc.option(fc.nat(15), { nil: undefined }),
  });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plays, async (play) => {
      const script = [...play.script];
      const server = await startRawServer(
        answering((socket) => moves[script.shift() ?? 'answer']?.(socket)),
      );
      const endpoint = endpointAt(server.port);
      const client = new ProtocolClient({ protocol: http1, endpoint, connection: play });
      const player = new Player(client, play);
      await player.run();
      client.connection.close();
      await server.close();
      for (const outcome of player.outcomes) seen.add(outcome);
      return player.outcomes.length === play.script.length;
    }),
    { seed: 20_260_102, numRuns: 100 },
  );
  t.strictSame([...seen].sort(), ['malformed', 'ok', 'reset', 'timeout']);
});

t.test('keeps no sink that was settled', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const server = await startRawServer(answering((socket) => socket.write(OK)));
  const endpoint = endpointAt(server.port);
  const client = new ProtocolClient({ protocol: http1, endpoint, connection: { depth: 3 } });
  await client.open();
  const request = http1.prepare(root, endpoint);
  const exchange = (): Promise<WeakRef<object>> =>
    new Promise((resolve) => {
      const sink = { settle: (): void => resolve(new WeakRef(sink)) };
      client.connection.exchange(request, sink);
    });
  const sinks: WeakRef<object>[] = [];
  for (let count = 0; count < 5; count++) sinks.push(await exchange());
  // A WeakRef keeps its object until the end of the turn in which it was made or read.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  t.strictSame(
    sinks.map((sink) => sink.deref()),
    sinks.map(() => undefined),
  );
  client.connection.close();
  await server.close();
});
