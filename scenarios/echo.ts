import type { HttpRequest, Scenario } from '../harness/model/scenario.ts';

const BODY = JSON.stringify({ message: 'Weigh this.', numbers: [1, 2, 3], nested: { ok: true } });

export const echo = {
  name: 'echo',
  about: 'POST /echo with a small JSON body, which must come back byte for byte',
  protocol: 'http1',
  operations: [
    {
      name: 'echo',
      request: {
        method: 'POST',
        path: '/echo',
        headers: { 'Content-Type': 'application/json' },
        body: BODY,
        expect: { status: 200, body: BODY },
      },
    },
  ],
} as const satisfies Scenario<HttpRequest>;
