import { createServer } from 'node:http';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { ServerModule } from '../harness/model/target.ts';
import {
  BODY_BYTES_MAX,
  GREETING,
  type Refusal,
  refusalOf,
  refusals,
  requireDocument,
  requireItem,
  TEXT,
  TEXT_TYPE,
  unmatched,
} from './parts/item-api.ts';
import { ItemStore, parseItem, parsePage } from './parts/item-store.ts';
import { serveHttp } from './parts/loopback-server.ts';

/** Express and its body parser mark their errors with a `type` or a `status`. */
function toRefusal(error: Error & { readonly type?: string; readonly status?: number }): Refusal {
  const ours = refusalOf(error);
  if (ours) return ours;
  if (error.type === 'entity.parse.failed') return refusals.notJson();
  if (error.type === 'entity.too.large') return refusals.tooLarge();
  if (error.status === 415) return refusals.unsupportedType();
  return error.status === 400 ? refusals.badPath() : refusals.broken();
}

/** The body parser takes an empty body for an empty object; JSON it is not. */
function refuseEmpty(_request: unknown, _response: unknown, body: Buffer): void {
  if (body.length > 0) return;
  throw Object.assign(new Error('an empty body'), { type: 'entity.parse.failed' });
}

const requireJson: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  next(type === 'application/json' ? undefined : refusals.unsupportedType());
};

async function application() {
  const { default: express } = await import('express');
  const store = new ItemStore();
  const body = [
    requireJson,
    express.json({ limit: BODY_BYTES_MAX, strict: false, verify: refuseEmpty }),
  ];
  const document = (request: Request): object => requireDocument(request.body);
  const app = express();
  app.enable('strict routing').enable('case sensitive routing');
  app.get('/', (_request, response) => {
    response.type(TEXT_TYPE).send(TEXT);
  });
  app.get('/json', (_request, response) => {
    response.json(GREETING);
  });
  app.post('/echo', body, (request: Request, response: Response) => {
    response.json(document(request));
  });
  app
    .route('/items')
    .get((request, response) => {
      response.json(store.list(parsePage(request.query)));
    })
    .post(body, (request: Request, response: Response) => {
      const item = store.create(parseItem(document(request)));
      response.status(201).location(`/items/${item.id}`).json(item);
    });
  app
    .route('/items/:id')
    .get((request, response) => {
      response.json(requireItem(store.read(request.params.id)));
    })
    .put(body, (request: Request<{ id: string }>, response: Response) => {
      response.json(requireItem(store.update(request.params.id, parseItem(document(request)))));
    })
    .delete((request, response) => {
      if (!store.delete(request.params.id)) throw refusals.nothing();
      response.status(204).end();
    });
  app.use((request) => {
    throw unmatched(request.url);
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    const refusal = toRefusal(error);
    if (refusal.allow !== undefined) response.set('Allow', refusal.allow);
    response.status(refusal.status).json(refusal.body);
  });
  return app;
}

/** The API on Express, with its defaults but for strict and case-sensitive paths. */
export const express = {
  name: 'express',
  about: 'the item API on Express 5',
  protocol: 'http1',
  options: {},
  async start() {
    return serveHttp(createServer(await application()));
  },
} as const satisfies ServerModule;
