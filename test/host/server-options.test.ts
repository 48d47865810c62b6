import t from 'tap';
import { parseModuleTarget, serverOptions } from '../../harness/host/server-options.ts';
import { targets } from '../../targets/index.ts';

t.test('reads a name with and without settings', async (t) => {
  t.same(parseModuleTarget('fastify', targets), {
    kind: 'module',
    name: 'fastify',
    protocol: 'http1',
    server: 'fastify',
    options: {},
  });
  const table = [
    ['pooled', { slots: 4, serviceMs: 5, lockShare: 0 }],
    ['pooled:slots=8', { slots: 8, serviceMs: 5, lockShare: 0 }],
    ['pooled:slots=8,serviceMs=2.5', { slots: 8, serviceMs: 2.5, lockShare: 0 }],
    [' pooled : serviceMs = 1e1 ', { slots: 4, serviceMs: 10, lockShare: 0 }],
  ] as const;
  for (const [text, options] of table) {
    const target = parseModuleTarget(text, targets);
    t.match(target, { name: text.trim(), server: 'pooled' });
    t.strictSame(target.options, options, text);
  }
  t.equal(parseModuleTarget('tcp-echo', targets).protocol, 'tcp');
});

t.test('says what is wrong and what would be right', async (t) => {
  const table = [
    ['fastfy', /no target called "fastfy"/, /Did you mean "fastify"\?.*node-http/],
    ['', /no target called ""/, /Known: node-http/],
    ['pooled:slot=8', /"pooled" has no setting "slot"/, /Did you mean "slots"\? Known: slots/],
    ['fastify:slots=8', /"fastify" has no setting "slots"/, /It has none/],
    ['pooled:slots', /"slots" in "pooled:slots" is not a setting/, /key=number/],
    ['pooled:slots=many', /"slots=many" in/, /key=number/],
    ['pooled:slots=', /"slots=" in/, /key=number/],
    ['pooled:slots=1=2', /"slots=1=2" in/, /key=number/],
    ['pooled:slots=1,', /"" in/, /key=number/],
    ['pooled:', /"" in/, /key=number/],
    ['pooled:slots=Infinity', /"slots=Infinity" in/, /key=number/],
    ['pooled:slots=1,slots=2', /gives slots twice/, /once/],
    ['pooled:__proto__=1', /no setting "__proto__"/, /Known: slots, serviceMs/],
  ] as const;
  for (const [text, message, next] of table) {
    t.throws(() => parseModuleTarget(text, targets), { exit: 'usage', message, next }, text);
  }
});

t.test('settings from code are checked as well', async (t) => {
  const server = { name: 'mine', options: { size: 1, depth: 2 } };
  t.same(serverOptions(server, { depth: 3 }), { size: 1, depth: 3 });
  t.throws(() => serverOptions(server, { depht: 3 }), { message: /depht/, next: /"depth"/ });
  t.throws(() => serverOptions(server, { depth: Number.NaN }), { message: /depth/, next: /2/ });
});
