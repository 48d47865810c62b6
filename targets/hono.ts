import type { IncomingMessage } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { Context } from 'hono';
import type { ServerModule } from '../harness/model/target.ts';
import {
  decodePath,
  GREETING,
  JSON_TYPE,
  refusalOf,
  refusals,
  requireItem,
  TEXT,
  unmatched,
} from './parts/item-api.ts';
import { ItemStore, parseItem, parsePage } from './parts/item-store.ts';
import { serveHttp } from './parts/loopback-server.ts';
import { readDocument } from './parts/read-document.ts';

interface Environment {
  readonly Bindings: { readonly incoming: IncomingMessage };
}

type Asked = Context<Environment>;

/** Path and query as they came, which a URL would have changed. */
const urlOf = (context: Asked): string => context.env.incoming.url ?? '/';

/** A field that is given twice is a list, which Hono's own query makes one of. */
const queryOf = (context: Asked) => parseQuery(urlOf(context).split('?', 2)[1] ?? '');

/** The item of the path; one that makes no sense is refused before it is looked for. */
function idOf(context: Asked & { readonly req: { param(name: 'id'): string } }): string {
  decodePath(urlOf(context).split('?', 1)[0] ?? '');
  return context.req.param('id');
}

const document = (context: Asked): Promise<object> => readDocument(context.env.incoming);

/** Hono says `application/json` alone, and the others say how it is written, too. */
const json = (context: Asked, value: object, status: 200 | 201 = 200): Response =>
  context.body(JSON.stringify(value), status, { 'Content-Type': JSON_TYPE });

async function application() {
  const { Hono } = await import('hono');
  const store = new ItemStore();
  const app = new Hono<Environment>();
  app.get('/', (context) =>
    context.text(TEXT, 200, { 'Content-Type': 'text/plain; charset=utf-8' }),
  );
  app.get('/json', (context) => json(context, GREETING));
  app.post('/echo', async (context) => json(context, await document(context)));
  app.get('/items', (context) => json(context, store.list(parsePage(queryOf(context)))));
  app.post('/items', async (context) => {
    const item = store.create(parseItem(await document(context)));
    context.header('Location', `/items/${item.id}`);
    return json(context, item, 201);
  });
  app.get('/items/:id', (context) => json(context, requireItem(store.read(idOf(context)))));
  app.put('/items/:id', async (context) => {
    const draft = parseItem(await document(context));
    return json(context, requireItem(store.update(idOf(context), draft)));
  });
  app.delete('/items/:id', (context) => {
    if (!store.delete(idOf(context))) throw refusals.nothing();
    return context.body(null, 204);
  });
  app.notFound((context) => refuse(context, whyUnmatched(urlOf(context))));
  app.onError((error, context) => refuse(context, error));
  return app;
}

function whyUnmatched(url: string): unknown {
  try {
    return unmatched(url);
  } catch (error) {
    return error;
  }
}

function refuse(context: Asked, error: unknown): Response {
  const refusal = refusalOf(error) ?? refusals.broken();
  if (refusal.allow !== undefined) context.header('Allow', refusal.allow);
  context.status(refusal.status as 400);
  return context.body(JSON.stringify(refusal.body), { headers: { 'Content-Type': JSON_TYPE } });
}

/** The API on Hono and its server for Node.js, with their defaults. */
export const hono = {
  name: 'hono',
  about: 'the item API on Hono 4',
  protocol: 'http1',
  options: {},
  async start() {
    const { createAdaptorServer } = await import('@hono/node-server');
    const app = await application();
    return serveHttp(createAdaptorServer({ fetch: app.fetch }) as Parameters<typeof serveHttp>[0]);
  },
} as const satisfies ServerModule;
