import type { HttpRequest, Scenario } from '../harness/model/scenario.ts';

export const shop = {
  name: 'shop',
  about: 'a customer of the target shop: log in, look around, fill a cart, perhaps buy',
  protocol: 'http1',
  data: { customer: { range: { from: 2, to: 1000 }, order: 'random' } },
  steps: [
    {
      name: 'login',
      request: {
        method: 'POST',
        path: '/login',
        json: { name: 'customer{{ customer.value }}', password: 'weigh-{{ customer.value }}' },
        expect: { status: 200, json: { '$.name': 'customer{{ customer.value }}' } },
      },
    },
    {
      group: 'look around',
      steps: [
        {
          name: 'browse',
          request: {
            path: '/goods',
            query: {
              category: '{{ random.pick(scales,weights,levers) }}',
              page: '{{ random.int(0,3) }}',
            },
            expect: { status: 200 },
          },
          capture: { good: '$.goods[0].id' },
        },
        { think: { exponential: '50ms' } },
        {
          name: 'look',
          request: { path: '/goods/{{ good }}', expect: { json: { '$.id': '{{ good }}' } } },
        },
      ],
    },
    {
      name: 'put',
      request: {
        method: 'POST',
        path: '/cart',
        json: { good: '{{ good }}', quantity: '{{ random.int(1,3) }}' },
        expect: { status: 201, json: { '$.lines[0].good': '{{ good }}' } },
      },
    },
    {
      choose: [
        { weight: 3, steps: [{ name: 'leave', request: { method: 'POST', path: '/logout' } }] },
        {
          weight: 7,
          steps: [
            { think: '20ms' },
            {
              name: 'checkout',
              request: { method: 'POST', path: '/checkout', expect: { status: 201 } },
              capture: { order: '$.id', total: '$.totalCents' },
            },
            {
              name: 'order',
              request: {
                path: '/orders/{{ order }}',
                expect: {
                  json: { '$.totalCents': '{{ total }}', '$.lines[0].good': '{{ good }}' },
                },
              },
            },
          ],
        },
      ],
    },
  ],
} as const satisfies Scenario<HttpRequest>;
