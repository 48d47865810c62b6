import t from 'tap';
import { targets } from '../../targets/index.ts';

t.test('every server is listed once and says what it is', async (t) => {
  t.same(
    targets.map(({ name }) => name),
    [
      'node-http',
      'fastify',
      'express',
      'koa',
      'hono',
      'node-cluster',
      'shop',
      'pooled',
      'queue',
      'queue-fixed',
      'queue-bimodal',
      'faulty',
      'tcp-echo',
    ],
  );
  for (const { name, about, options } of targets) {
    t.match(about, /^\S[^\n]{5,90}$/, name);
    t.ok(Object.values(options).every(Number.isFinite), `${name} has numbers as settings`);
  }
});

t.test('each starts with its defaults, counts from 0, and closes', async (t) => {
  for (const target of targets) {
    const server = await target.start(target.options);
    t.equal(server.requests(), 0, target.name);
    t.ok(server.port > 0);
    await server.close();
  }
});
