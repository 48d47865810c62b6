import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parse as parseQuery } from 'node:querystring';
import type { ServerModule } from '../harness/model/target.ts';
import {
  decodePath,
  GREETING,
  JSON_TYPE,
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

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

function text(status: number, type: string, body: string): Answer {
  const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  return { status, headers, body };
}

function json(status: number, value: unknown, more?: Answer['headers']): Answer {
  const answer = text(status, JSON_TYPE, JSON.stringify(value));
  return more === undefined ? answer : { ...answer, headers: { ...answer.headers, ...more } };
}

async function answerItem(
  store: ItemStore,
  request: IncomingMessage,
  method: string,
  id: string,
): Promise<Answer> {
  switch (method) {
    case 'GET':
      return json(200, requireItem(store.read(id)));
    case 'PUT':
      return json(200, requireItem(store.update(id, parseItem(await readDocument(request)))));
    case 'DELETE':
      if (!store.delete(id)) throw refusals.nothing();
      return { status: 204, headers: {}, body: '' };
    default:
      throw unmatched(request.url ?? '/');
  }
}

async function answer(store: ItemStore, request: IncomingMessage): Promise<Answer> {
  const url = request.url ?? '/';
  const method = request.method === 'HEAD' ? 'GET' : `${request.method}`;
  const [path = '/', query = ''] = url.split('?', 2);
  switch (`${method} ${path}`) {
    case 'GET /':
      return text(200, TEXT_TYPE, TEXT);
    case 'GET /json':
      return json(200, GREETING);
    case 'POST /echo':
      return json(200, await readDocument(request));
    case 'GET /items':
      return json(200, store.list(parsePage(parseQuery(query))));
    case 'POST /items': {
      const item = store.create(parseItem(await readDocument(request)));
      return json(201, item, { Location: `/items/${item.id}` });
    }
  }
  const id = /^\/items\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) throw unmatched(url);
  return answerItem(store, request, method, decodePath(id));
}

function refuse(error: unknown): Answer {
  const refusal = refusalOf(error) ?? refusals.broken();
  const allow = refusal.allow === undefined ? undefined : { Allow: refusal.allow };
  return json(refusal.status, refusal.body, allow);
}

async function handle(
  store: ItemStore,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await answer(store, request).catch(refuse);
  response.writeHead(status, headers).end(body);
}

/** The API as a server that does not listen yet. */
export function itemServer(): Server {
  const store = new ItemStore();
  return createServer((request, response) => handle(store, request, response));
}

/** The API on bare `node:http`: what the frameworks are compared with. */
export const nodeHttp = {
  name: 'node-http',
  about: 'the item API on bare node:http',
  protocol: 'http1',
  options: {},
  start: () => serveHttp(itemServer()),
} as const satisfies ServerModule;
