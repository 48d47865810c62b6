import type { FastifyError, FastifyReply } from 'fastify';
import type { RunningServer, ServerModule } from '../harness/model/target.ts';
import {
  BODY_BYTES_MAX,
  GREETING,
  type Refusal,
  refusalOf,
  refusals,
  requireDocument,
  requireItem,
  TEXT,
  unmatched,
} from './parts/item-api.ts';
import { ItemStore, parseItem, parsePage } from './parts/item-store.ts';
import { countRequests } from './parts/loopback-server.ts';

type WithId = { readonly Params: { readonly id: string } };

/** Fastify marks its own errors with a code. */
function toRefusal({ code }: Partial<FastifyError>): Refusal {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusals.unsupportedType();
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusals.tooLarge();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refusals.notJson();
    case 'FST_ERR_BAD_URL':
      return refusals.badPath();
    default:
      return refusals.broken();
  }
}

function refuse(refusal: Refusal, reply: FastifyReply): FastifyReply {
  if (refusal.allow !== undefined) reply.header('Allow', refusal.allow);
  return reply.code(refusal.status).send(refusal.body);
}

async function application() {
  const { default: fastify } = await import('fastify');
  const store = new ItemStore();
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => refuse(toRefusal(error), reply),
    // Nothing here reads a field that a client could poison, so bodies are not searched for them.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
  });
  app.removeContentTypeParser('text/plain');
  app.get('/', async () => TEXT);
  app.get('/json', async () => GREETING);
  app.post('/echo', async (request) => requireDocument(request.body));
  app.get('/items', async (request) => store.list(parsePage(Object(request.query))));
  app.post('/items', async (request, reply) => {
    const item = store.create(parseItem(requireDocument(request.body)));
    return reply.code(201).header('Location', `/items/${item.id}`).send(item);
  });
  app.get<WithId>('/items/:id', async (request) => requireItem(store.read(request.params.id)));
  app.put<WithId>('/items/:id', async (request) => {
    const draft = parseItem(requireDocument(request.body));
    return requireItem(store.update(request.params.id, draft));
  });
  app.delete<WithId>('/items/:id', async (request, reply) => {
    if (!store.delete(request.params.id)) throw refusals.nothing();
    return reply.code(204).send();
  });
  app.setNotFoundHandler((request) => {
    throw unmatched(request.url);
  });
  app.setErrorHandler((error: Error, request, reply) => {
    // A body nobody asked for may have failed to be read before the route was found missing.
    const cause = request.is404 ? unmatched(request.url) : error;
    return refuse(refusalOf(cause) ?? toRefusal(error), reply);
  });
  return app;
}

/** The API on Fastify, with its defaults. */
export const fastify = {
  name: 'fastify',
  about: 'the item API on Fastify 5',
  protocol: 'http1',
  options: {},
  async start(): Promise<RunningServer> {
    const app = await application();
    const requests = countRequests(app.server);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const port = Number(new URL(url).port);
    return { port, requests, close: () => app.close() };
  },
} as const satisfies ServerModule;
