import type { HttpRequest, Scenario } from '../harness/model/scenario.ts';

export const json = {
  name: 'json',
  about: 'GET /json again and again',
  protocol: 'http1',
  operations: [{ name: 'json', request: { path: '/json', expect: { status: 200 } } }],
} as const satisfies Scenario<HttpRequest>;
