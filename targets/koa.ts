import { createServer } from 'node:http';
import type { Context, Next } from 'koa';
import type { ServerModule } from '../harness/model/target.ts';
import {
  decodePath,
  GREETING,
  refusalOf,
  refusals,
  requireItem,
  TEXT,
  TEXT_TYPE,
  unmatched,
} from './parts/item-api.ts';
import { ItemStore, parseItem, parsePage } from './parts/item-store.ts';
import { serveHttp } from './parts/loopback-server.ts';
import { readDocument } from './parts/read-document.ts';

/** Koa brings no routes: a switch is what its users without a router write. */
async function route(context: Context, store: ItemStore): Promise<void> {
  const method = context.method === 'HEAD' ? 'GET' : context.method;
  switch (`${method} ${context.path}`) {
    case 'GET /':
      context.set('Content-Type', TEXT_TYPE);
      context.body = TEXT;
      return;
    case 'GET /json':
      context.body = GREETING;
      return;
    case 'POST /echo':
      context.body = await readDocument(context.req);
      return;
    case 'GET /items':
      context.body = store.list(parsePage(context.query));
      return;
    case 'POST /items': {
      const item = store.create(parseItem(await readDocument(context.req)));
      context.status = 201;
      context.set('Location', `/items/${item.id}`);
      context.body = item;
      return;
    }
  }
  const id = /^\/items\/([^/]+)$/.exec(context.path)?.[1];
  if (id === undefined) throw unmatched(context.url);
  await routeItem(context, store, method, decodePath(id));
}

async function routeItem(
  context: Context,
  store: ItemStore,
  method: string,
  id: string,
): Promise<void> {
  switch (method) {
    case 'GET':
      context.body = requireItem(store.read(id));
      return;
    case 'PUT':
      context.body = requireItem(store.update(id, parseItem(await readDocument(context.req))));
      return;
    case 'DELETE':
      if (!store.delete(id)) throw refusals.nothing();
      context.status = 204;
      return;
    default:
      throw unmatched(context.url);
  }
}

async function refuse(context: Context, next: Next): Promise<void> {
  try {
    await next();
  } catch (error) {
    const refusal = refusalOf(error) ?? refusals.broken();
    if (refusal.allow !== undefined) context.set('Allow', refusal.allow);
    context.status = refusal.status;
    context.body = refusal.body;
  }
}

/** The API on Koa, with its defaults. */
export const koa = {
  name: 'koa',
  about: 'the item API on Koa 3',
  protocol: 'http1',
  options: {},
  async start() {
    const { default: Koa } = await import('koa');
    const store = new ItemStore();
    const app = new Koa();
    app.use(refuse);
    app.use((context) => route(context, store));
    return serveHttp(createServer(app.callback()));
  },
} as const satisfies ServerModule;
