import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RunningServer, ServerModule, ServerOptions } from '../harness/model/target.ts';
import { countRequests } from './parts/loopback-server.ts';
import { settingsWithin } from './parts/setting-range.ts';
import { CATEGORIES, ShopRefusal, ShopStore } from './parts/shop-store.ts';

const options = { customers: 1000, goods: 500 } as const satisfies ServerOptions;

const ranges = {
  customers: { from: 1, to: 100_000, whole: true },
  goods: { from: 1, to: 100_000, whole: true },
} as const;

const COOKIE = 'shop';

const text = { type: 'string', minLength: 1, maxLength: 100 } as const;
const number = { type: 'integer', minimum: 1 } as const;

const credentials = {
  type: 'object',
  required: ['name', 'password'],
  properties: { name: text, password: text },
} as const;

const choice = {
  type: 'object',
  required: ['good', 'quantity'],
  properties: { good: number, quantity: number },
} as const;

const page = {
  type: 'object',
  properties: { category: { enum: CATEGORIES }, page: { type: 'integer', minimum: 0, default: 0 } },
} as const;

const id = { type: 'object', properties: { id: number } } as const;

/** What the browser was given when its customer came in; empty for a stranger. */
const tokenOf = ({ headers }: FastifyRequest): string =>
  new RegExp(`(?:^|; )${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? '';

async function application(size: { readonly customers: number; readonly goods: number }) {
  const [{ default: fastify }, { default: sqlite }] = await Promise.all([
    import('fastify'),
    import('node-sqlite3-wasm'),
  ]);
  const database = new sqlite.Database(':memory:');
  const store = new ShopStore(database, size);
  const app = fastify({ forceCloseConnections: true });
  const arrivals = new WeakMap<FastifyRequest, number>();
  app.addHook('onRequest', async (request) => {
    arrivals.set(request, performance.now());
  });
  app.addHook('onSend', async (request, reply) => {
    const elapsedMs = performance.now() - (arrivals.get(request) ?? Number.NaN);
    reply.header('Server-Timing', `total;dur=${elapsedMs.toFixed(3)}`);
  });
  app.get('/', async () => 'The shop is open.\n');
  app.post<{ Body: { name: string; password: string } }>(
    '/login',
    { schema: { body: credentials } },
    async ({ body }, reply) => {
      const token = store.logIn(body.name, body.password);
      reply.header('Set-Cookie', `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`);
      return { name: body.name };
    },
  );
  app.post('/logout', async (request, reply) => {
    store.logOut(tokenOf(request));
    return reply.header('Set-Cookie', `${COOKIE}=; Path=/; Max-Age=0`).code(204).send();
  });
  app.get<{ Querystring: { category?: string; page: number } }>(
    '/goods',
    { schema: { querystring: page } },
    async ({ query }) => ({ goods: store.goods(query.category, query.page) }),
  );
  app.get<{ Params: { id: number } }>(
    '/goods/:id',
    { schema: { params: id } },
    async ({ params }) => store.good(params.id),
  );
  app.get('/cart', async (request) => {
    const token = tokenOf(request);
    const { name } = store.customerOf(token);
    return { name, lines: store.cart(token) };
  });
  app.post<{ Body: { good: number; quantity: number } }>(
    '/cart',
    { schema: { body: choice } },
    async (request, reply) => {
      const token = tokenOf(request);
      store.customerOf(token);
      const { good, quantity } = request.body;
      return reply.code(201).send({ lines: store.put(token, good, quantity) });
    },
  );
  app.post('/checkout', async (request, reply) =>
    reply.code(201).send(store.checkOut(tokenOf(request))),
  );
  app.get<{ Params: { id: number } }>('/orders/:id', { schema: { params: id } }, async (request) =>
    store.order(tokenOf(request), request.params.id),
  );
  app.get('/sales', async (request) => store.sales(tokenOf(request)));
  app.setErrorHandler((error, _request, reply) => refuse(error, reply));
  app.addHook('onClose', async () => database.close());
  return app;
}

function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof ShopRefusal) return reply.code(error.status).send({ error: error.message });
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  return reply.code(statusCode).send({ error: statusCode < 500 ? message : 'the shop failed' });
}

/** A shop with logins, carts and orders, on Fastify and SQLite in memory. */
export const shop = {
  name: 'shop',
  about: 'a shop: login, catalogue, cart, checkout, on Fastify and SQLite',
  protocol: 'http1',
  options,
  async start(asked: ServerOptions): Promise<RunningServer> {
    const size = settingsWithin('shop', { ...options, ...asked }, ranges);
    const app = await application(size);
    const requests = countRequests(app.server);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    return { port: Number(new URL(url).port), requests, close: () => app.close() };
  },
} as const satisfies ServerModule;
