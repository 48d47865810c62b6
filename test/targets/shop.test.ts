/** The shop's rules: who may do what, and what it says when it does not. */
import t, { type Test } from 'tap';
import { customerName, customerPassword } from '../../targets/parts/shop-store.ts';
import { shop } from '../../targets/shop.ts';
import { shortTrial } from '../support/short-trial.ts';

interface Said {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string;
}

async function opened(t: Test) {
  const server = await shop.start({ customers: 5, goods: 60 });
  t.teardown(() => server.close());
  return async (method: string, path: string, cookie = '', body?: unknown): Promise<Said> => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers: {
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const [set = ''] = response.headers.getSetCookie();
    return {
      status: response.status,
      body: text === '' ? {} : JSON.parse(text),
      cookie: set.split(';')[0] ?? '',
    };
  };
}

t.test('from the login to the order', async (t) => {
  const ask = await opened(t);
  const who = { name: customerName(2), password: customerPassword(2) };
  t.match(await ask('POST', '/login', '', { ...who, password: 'no' }), {
    status: 401,
    body: { error: 'name or password is wrong' },
  });
  const { cookie } = await ask('POST', '/login', '', who);
  t.match(cookie, /^shop=[\w-]{20,}$/);
  const { body: goods } = await ask('GET', '/goods?category=levers&page=1');
  t.ok((goods['goods'] as { category: string }[]).every(({ category }) => category === 'levers'));
  t.match(await ask('GET', '/goods/7'), { status: 200, body: { id: 7, priceCents: Number } });
  t.equal((await ask('GET', '/goods/999')).status, 404);
  t.match(await ask('POST', '/checkout', cookie), {
    status: 409,
    body: { error: 'the cart is empty' },
  });
  await ask('POST', '/cart', cookie, { good: 7, quantity: 2 });
  const filled = await ask('POST', '/cart', cookie, { good: 7, quantity: 3 });
  t.match(filled, { status: 201, body: { lines: [{ good: 7, quantity: 5 }] } });
  t.equal((await ask('POST', '/cart', cookie, { good: 7, quantity: 6 })).status, 409);
  t.equal((await ask('POST', '/cart', cookie, { good: 'x' })).status, 400);
  const order = await ask('POST', '/checkout', cookie);
  t.match(order, { status: 201, body: { id: 1, customer: 2 } });
  t.match(await ask('GET', '/cart', cookie), { body: { name: 'customer2', lines: [] } });
  t.match(await ask('GET', '/orders/1', cookie), { body: { lines: [{ good: 7, quantity: 5 }] } });
});

t.test('what is not for everybody', async (t) => {
  const ask = await opened(t);
  const enter = async (id: number): Promise<string> => {
    const who = { name: customerName(id), password: customerPassword(id) };
    return (await ask('POST', '/login', '', who)).cookie;
  };
  const [keeper, ann, bob] = [await enter(1), await enter(2), await enter(3)];
  await ask('POST', '/cart', ann, { good: 1, quantity: 1 });
  await ask('POST', '/checkout', ann);
  t.equal((await ask('GET', '/orders/1', bob)).status, 403);
  t.equal((await ask('GET', '/orders/1', keeper)).status, 200);
  t.equal((await ask('GET', '/orders/1')).status, 401);
  t.equal((await ask('GET', '/sales', ann)).status, 403);
  t.match(await ask('GET', '/sales', keeper), { status: 200, body: { orders: 1 } });
  t.equal((await ask('POST', '/logout', ann)).status, 204);
  t.equal((await ask('GET', '/cart', ann)).status, 401);
});

t.test('its scenario goes all ways and gets right answers only', async (t) => {
  const trial = await shortTrial({
    ...{ target: 'shop', scenario: 'shop', outDir: t.testdir() },
    load: { model: 'closed', clients: 20, thinkNs: 0, durationNs: 3e9 },
    settings: { connections: 20 },
  });
  const { counts, sessions, operations } = trial;
  t.equal(counts.completed, counts.sent);
  t.ok((sessions?.completed ?? 0) > 10, `${sessions?.completed} sessions`);
  t.equal(sessions?.failed, 0);
  for (const [name, { counts: own }] of Object.entries(operations)) t.ok(own.completed > 0, name);
  t.ok((sessions?.groups['look around']?.count ?? 0) > 10);
});
