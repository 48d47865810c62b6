import type { HttpRequest, Scenario } from '../harness/model/scenario.ts';

export const text = {
  name: 'text',
  about: 'GET / again and again',
  protocol: 'http1',
  operations: [{ name: 'text', request: { path: '/', expect: { status: 200 } } }],
} as const satisfies Scenario<HttpRequest>;
