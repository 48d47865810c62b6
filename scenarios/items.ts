import type { HttpRequest, Scenario } from '../harness/model/scenario.ts';

const JSON_HEADERS = { 'Content-Type': 'application/json' } as const;
const DRAFT = JSON.stringify({ name: 'Counterweight', priceCents: 1250 });
const UPDATED = JSON.stringify({ id: 1, name: 'Counterweight', priceCents: 1250 });

export const items = {
  name: 'items',
  about: 'a shop: 60 % read an item, 20 % list, 10 % create, 10 % update',
  protocol: 'http1',
  operations: [
    {
      name: 'read',
      weight: 60,
      request: { path: '/items/42', expect: { status: 200 } },
    },
    {
      name: 'list',
      weight: 20,
      request: { path: '/items?limit=10&offset=20', expect: { status: 200 } },
    },
    {
      name: 'create',
      weight: 10,
      request: {
        method: 'POST',
        path: '/items',
        headers: JSON_HEADERS,
        body: DRAFT,
        expect: { status: 201 },
      },
    },
    {
      name: 'update',
      weight: 10,
      request: {
        method: 'PUT',
        path: '/items/1',
        headers: JSON_HEADERS,
        body: DRAFT,
        expect: { status: 200, body: UPDATED },
      },
    },
  ],
} as const satisfies Scenario<HttpRequest>;
