/** Sessions go through their steps as written, and draw the same for the same seed and number. */
import t from 'tap';
import type { Scenario, Step } from '../../harness/model/scenario.ts';
import { http1 } from '../../harness/protocols/http1/http1.ts';
import { compileProgram } from '../../harness/scenario/program.ts';
import { Session } from '../../harness/scenario/session.ts';
import { type CalledFunction, SessionNames } from '../../harness/scenario/session-names.ts';
import { bindScenario } from '../../harness/session/bind-scenario.ts';

const ask = (name: string): Step => ({ name, request: { path: '/' } });

interface Played {
  readonly about?: Partial<Scenario>;
  readonly functions?: Readonly<Record<string, CalledFunction>>;
  readonly session?: number;
  readonly client?: number;
  readonly seed?: number;
}

function sessionOf(steps: readonly Step[], played: Played = {}): Session {
  const scenario: Scenario = { name: 's', about: '', protocol: 'http1', steps, ...played.about };
  const functions = played.functions ?? {};
  const bound = bindScenario({ ...scenario, functions, file: '/x.js' }, http1, { HOME: '/h' });
  const names = new SessionNames(bound, functions, () => 0);
  const { seed = 1, session = 0, client = 0 } = played;
  return new Session(compileProgram(steps), names, { seed, session, client });
}

/** What a session does, as text: names of requests, `~` and nanoseconds for pauses. */
function played(steps: readonly Step[], options: Played = {}): string {
  const session = sessionOf(steps, options);
  const said: string[] = [];
  const names = 'abcdefgh';
  for (let next = session.advance(); next.does !== 'end'; next = session.advance()) {
    if (next.does === 'request') said.push(names[next.operation] ?? '?');
    else if (next.does === 'think') said.push(`~${next.ns}`);
    else said.push(next.does === 'enter-group' ? '(' : ')');
  }
  return said.join(' ');
}

t.test('steps in their order', async (t) => {
  t.equal(played([ask('a'), { think: '2ms' }, ask('b')]), 'a ~2000000 b');
  t.equal(played([{ repeat: 3, steps: [ask('a')] }, ask('b')]), 'a a a b');
  t.equal(
    played([{ repeat: 2, steps: [ask('a'), { repeat: 2, steps: [ask('b')] }] }]),
    'a b b a b b',
  );
  t.equal(played([{ repeat: 0, steps: [ask('a')] }, ask('b')]), 'b');
  t.equal(played([{ group: 'g', steps: [ask('a'), ask('b')] }, ask('c')]), '( a b ) c');
});

t.test('loops that count, and loops over lists', async (t) => {
  const told = (steps: readonly Step[], name: string): string[] => {
    const session = sessionOf(steps);
    const said: string[] = [];
    for (let next = session.advance(); next.does !== 'end'; next = session.advance()) {
      said.push(String(session.get(name)));
    }
    return said;
  };
  t.strictSame(told([{ repeat: 3, as: 'i', steps: [ask('a')] }], 'i'), ['0', '1', '2']);
  const list: Step = { set: { ids: [7, 'x', { k: 1 }] } };
  const each: Step = { each: '{{ ids }}', as: 'id', steps: [ask('a')] };
  t.strictSame(told([list, each], 'id'), ['7', 'x', '[object Object]']);
  const twice: Step = { repeat: 2, as: 'i', steps: [{ ...each, steps: [ask('b')] }] };
  t.strictSame(told([list, twice], 'i'), ['0', '0', '0', '1', '1', '1'], 'it begins anew');
  t.equal(played([{ set: { ids: [] } }, each, ask('z')]), 'b');
  t.throws(() => played([{ set: { ids: 'x' } }, each]), /goes through a string, which is no list/);
});

t.test('conditions and loops over values', async (t) => {
  const when = (equals: number): Step => ({
    when: { value: '{{ n }}', equals },
    steps: [ask(`a${equals}`)],
    else: [ask(`b${equals}`)],
  });
  t.equal(played([{ set: { n: 2 } }, when(2), when(3)]), 'a d');
  const count = { add: (context: { get(name: string): unknown }) => Number(context.get('n')) + 1 };
  const up: Step[] = [
    { set: { n: 0 } },
    {
      while: { value: '{{ n }}', below: 3 },
      max: 10,
      steps: [ask('a'), { call: 'add', into: 'n' }],
    },
  ];
  t.equal(played(up, { functions: count as never }), 'a a a');
  const endless = { same: () => 0 };
  const round: Step[] = [
    { set: { n: 0 } },
    {
      while: { value: '{{ n }}', below: 3 },
      max: 4,
      steps: [ask('a'), { call: 'same', into: 'n' }],
    },
  ];
  t.equal(played(round, { functions: endless }), 'a a a a', 'no more than the most');
  t.equal(played([{ set: { n: '3' } }, { repeat: '{{ n }}', steps: [ask('a')] }]), 'a a a');
});

t.test('ways are chosen by weight, the same for the same seed and number', async (t) => {
  const steps: Step[] = [
    {
      choose: [
        { weight: 3, steps: [ask('a')] },
        { steps: [ask('b')] },
        { weight: 0, steps: [ask('c')] },
      ],
    },
  ];
  const ways = Array.from({ length: 4000 }, (_, session) => played(steps, { session }));
  const share = ways.filter((way) => way === 'a').length / ways.length;
  t.ok(Math.abs(share - 0.75) < 3.5 * Math.sqrt((0.75 * 0.25) / 4000), `${share}`);
  t.notOk(ways.includes('c'));
  t.strictSame(
    ways,
    Array.from({ length: 4000 }, (_, session) => played(steps, { session })),
  );
  t.not(
    String(ways),
    String(Array.from({ length: 4000 }, (_, session) => played(steps, { session, seed: 2 }))),
  );
});

t.test('think times are drawn with the mean they are said to have', async (t) => {
  const mean = (think: Step): number => {
    const all = Array.from({ length: 4000 }, (_, session) =>
      Number(played([think], { session, about: { steps: [think, ask('a')] } }).slice(1)),
    );
    return all.reduce((sum, ns) => sum + ns, 0) / all.length / 1e6;
  };
  t.ok(Math.abs(mean({ think: { exponential: '10ms' } }) - 10) < (3.5 * 10) / Math.sqrt(4000));
  t.ok(
    Math.abs(mean({ think: { uniform: ['10ms', '20ms'] } }) - 15) < (3.5 * 2.9) / Math.sqrt(4000),
  );
});

t.test('variables are drawn once a session; env and secrets are there', async (t) => {
  const session = sessionOf([ask('a')], {
    about: { variables: { id: 'x-{{ random.uuid }}', both: '{{ id }}/{{ env.HOME }}' } },
  });
  const { lookup } = session;
  t.match(lookup('id'), /^x-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  t.equal(lookup('both'), `${lookup('id')}/undefined`.replace('undefined', '/h'));
});

t.test('rows: in turn, by chance, and each client its own', async (t) => {
  const rows = ['a', 'b', 'c'].map((name) => ({ name }));
  const taken = (order: 'sequential' | 'random' | 'unique', session: number, client = session) =>
    sessionOf([ask('a')], { about: { data: { u: { rows, order } } }, session, client }).lookup(
      'u.name',
    );
  const all = [0, 1, 2, 3, 4];
  t.strictSame(
    all.map((at) => taken('sequential', at)),
    ['a', 'b', 'c', 'a', 'b'],
  );
  const random = Array.from({ length: 300 }, (_, at) => taken('random', at));
  for (const { name } of rows) {
    const count = random.filter((one) => one === name).length;
    t.ok(Math.abs(count - 100) < 3.5 * Math.sqrt(300 * (1 / 3) * (2 / 3)), `${name}: ${count}`);
  }
  t.equal(taken('unique', 77, 2), 'c');
  t.throws(() => taken('unique', 3), /rows of the data "u" have run out: client 4.*there are 3/);
  const range = { about: { data: { n: { range: { from: 5, to: 9 } } } }, session: 6 };
  t.equal(sessionOf([ask('a')], range).lookup('n.value'), 6);
  t.throws(() => sessionOf([ask('a')], range).lookup('n.valu'), /has no column "valu"/);
});

t.test('functions: what they return, throw and promise', async (t) => {
  const calling = (run: CalledFunction): Session =>
    sessionOf([{ call: 'f', into: 'x' }, ask('a')], { functions: { f: run } });
  const good = calling(() => 5);
  good.advance();
  t.equal(good.lookup('x'), 5);
  t.throws(
    () =>
      calling(() => {
        throw new Error('no');
      }).advance(),
    /The function "f" failed: no/,
  );
  t.throws(() => calling(async () => 1).advance(), /returns a promise/);
  t.throws(
    () => sessionOf([{ repeat: 2e9, steps: [{ set: { a: 1 } }] }, ask('a')]).advance(),
    /asks for nothing/,
  );
});
