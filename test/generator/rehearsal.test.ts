import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { epochNow, realClock } from '../../harness/generator/clock.ts';
import { rehearse } from '../../harness/generator/rehearsal.ts';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { Connection, Protocol, Rehearsal } from '../../harness/model/protocol.ts';
import { protocols } from '../../harness/protocols/index.ts';

const usual = {
  clock: realClock(epochNow()),
  pacing: 'precise',
  stopped: () => false,
} as const;

/** The protocol, and what a rehearsal did with it. */
function watched(protocol: Protocol) {
  const ports = new Set<number>();
  const seen = { exchanges: 0 };
  const watching: Protocol = {
    ...protocol,
    connect(endpoint, ...rest): Connection {
      ports.add(endpoint.port);
      const connection = protocol.connect(endpoint, ...rest);
      const exchange = connection.exchange.bind(connection);
      connection.exchange = (request, sink) => {
        seen.exchanges++;
        exchange(request, sink);
      };
      return connection;
    },
  };
  return { protocol: watching, ports, seen };
}

const refused = async (port: number): Promise<string> => {
  const [error] = await once(connect(port, '127.0.0.1'), 'error');
  return error.code;
};

for (const protocol of protocols as readonly Protocol[]) {
  t.test(`${protocol.name} is rehearsed often enough to be compiled, and leaves`, async (t) => {
    const { rehearsal } = protocol;
    assert(rehearsal, 'has one');
    const { protocol: watching, ports, seen } = watched(protocol);
    await rehearse({ ...usual, protocol: watching, rehearsal });
    t.equal(ports.size, 1, 'one server, its own');
    // Of 12,700 arrivals, of which a busy machine leaves some out. V8 compiles what has run some
    // hundreds of times; where answers are not understood, each exchange waits for its timeout.
    t.ok(seen.exchanges > 3000, `${seen.exchanges} exchanges`);
    for (const port of ports) t.equal(await refused(port), 'ECONNREFUSED');
  });
}

t.test('an answer of another protocol does not hold the trial up', async () => {
  const [http1] = protocols;
  const rehearsal: Rehearsal = { request: { path: '/' }, answer: Buffer.from('220 hello\r\n') };
  await rehearse({ ...usual, protocol: http1 as Protocol, rehearsal });
});

t.test('a trial that is stopped stops its rehearsal', async (t) => {
  const [http1] = protocols;
  const { rehearsal } = http1;
  const stopped = rehearse({
    ...usual,
    protocol: http1 as Protocol,
    rehearsal,
    stopped: () => true,
  });
  const error: unknown = await stopped.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  t.ok(error instanceof HarnessError && error.exit === 'interrupted');
});
