/** Sessions in simulated time: when their requests are due, and what becomes of them. */
import t from 'tap';
import type { Step } from '../../harness/model/scenario.ts';
import { NS_PER_MS as MS, NS_PER_S } from '../../harness/model/units.ts';
import { Distribution } from '../../harness/stats/distribution.ts';
import { runSimTrial } from '../support/sim-trial.ts';

const step = (name: string): Step => ({ name, request: name });

/** Answers after so many milliseconds, by what is asked; `status` for what fails. */
const server = (ms: Readonly<Record<string, number>>, wrong: readonly string[] = []) => ({
  serve: (nowNs: number, request: unknown) => ({
    doneNs: nowNs + (ms[String(request)] ?? 1) * MS,
    outcome: wrong.includes(String(request)) ? ('status' as const) : ('ok' as const),
  }),
});

const open = (ratePerSecond: number, seconds: number) => ({
  model: 'open' as const,
  phases: [{ kind: 'constant', ratePerSecond, durationNs: seconds * NS_PER_S }],
});

t.test('later steps are due when the answer has come and the client has thought', async (t) => {
  const data = await runSimTrial({
    server: server({ a: 10, b: 20 }),
    load: open(10, 10),
    scenario: { steps: [step('a'), { think: '300ms' }, { group: 'end', steps: [step('b')] }] },
  });
  const [a, b] = data.operations;
  t.equal(a?.completed, 100);
  t.equal(b?.completed, 97, 'those that are due before the end');
  t.match(data.sessions, { completed: 97, failed: 0, cut: 3, example: null });
  const { answered } = Distribution.fromData(data.sessions.duration);
  t.equal(answered.minNs, 330 * MS);
  t.equal(answered.maxNs, 330 * MS);
  const [group] = data.sessions.groups.map((one) => Distribution.fromData(one));
  t.match([group?.answered.minNs, group?.answered.count], [20 * MS, 97]);
  t.equal(Distribution.fromData(b?.lag as never).answered.maxNs, 0, 'sent when due');
  t.equal(data.inFlightNs, data.serviceNs, "Little's law");
});

t.test('a session keeps its connection, and arrivals wait for one', async (t) => {
  const data = await runSimTrial({
    server: server({ a: 10 }),
    load: open(10, 10),
    settings: { connections: 1, drainNs: NS_PER_S },
    scenario: { steps: [step('a'), { think: '180ms' }, { name: 'b', request: 'a' }] },
  });
  // 10 + 180 + 10 ms of one connection: half of the arrivals have their turn within the 10 s. The
  // others have it in the drain, for their first request alone.
  const [a, b] = data.operations;
  t.match([a?.completed, a?.unsent, b?.completed], [100, 0, 49]);
  t.match(data.sessions, { completed: 49, failed: 0, cut: 51 });
  const { answered } = Distribution.fromData(a?.response as never);
  t.ok((answered.maxNs ?? 0) > 400 * MS, 'their wait is told');
});

t.test('a failed request ends its session, unless it may fail', async (t) => {
  const played = (onFailure: 'end' | 'continue') =>
    runSimTrial({
      server: server({}, ['a']),
      load: open(10, 1),
      scenario: { steps: [{ name: 'a', request: 'a', onFailure }, step('b')] },
    });
  const ended = await played('end');
  t.equal(ended.operations[1]?.completed, 0);
  t.match(ended.sessions, { completed: 0, failed: 10, cut: 0 });
  const went = await played('continue');
  t.equal(went.operations[1]?.completed, 10);
  t.match(went.sessions, { completed: 10, failed: 0, cut: 0 });
  t.equal(went.operations[0]?.failed.status, 10);
});

t.test('a request may have a shorter or a longer time than the load says', async (t) => {
  const timed = (name: string, timeout: string): Step => ({ name, request: name, timeout });
  const data = await runSimTrial({
    server: server({ quick: 150, slow: 900, late: 900 }),
    load: open(10, 1),
    settings: { timeoutNs: 500 * MS },
    scenario: {
      steps: [timed('quick', '200ms'), timed('slow', '1s'), timed('late', '300ms'), step('never')],
    },
  });
  const [quick, slow, late, never] = data.operations;
  t.match([quick?.completed, slow?.completed, late?.completed], [10, 8, 0]);
  t.equal(late?.failed.timeout, 0, 'due after the end, all of them');
  t.equal(never?.completed, 0);
  const other = await runSimTrial({
    server: server({ slow: 900, late: 900 }),
    load: open(10, 2),
    settings: { timeoutNs: 500 * MS },
    operations: [
      { name: 'slow', request: 'slow', timeout: '1s' },
      { name: 'late', request: 'late', timeout: '300ms' },
      { name: 'same', request: 'late' },
    ],
  });
  const answered = other.operations.map(({ completed }) => completed > 0);
  t.strictSame(answered, [true, false, false]);
  const waitedNs = other.operations.map(
    ({ service }) => Distribution.fromData(service).censored.maxNs ?? 0,
  );
  const tickNs = 50 * MS;
  for (const [at, limitNs] of [0, 300 * MS, 500 * MS].entries()) {
    const overNs = (waitedNs[at] ?? 0) - limitNs;
    t.ok(overNs >= 0 && overNs <= tickNs, `${at}: ${overNs} ns more than its time`);
  }
});

t.test('a closed load begins the next session when the last has ended', async (t) => {
  const asked: string[] = [];
  const data = await runSimTrial({
    server: {
      serve(nowNs, request) {
        asked.push(String(request));
        return { doneNs: nowNs + 10 * MS };
      },
    },
    load: { model: 'closed', clients: 2, thinkNs: 0, durationNs: NS_PER_S },
    settings: { connections: 2 },
    scenario: {
      data: { users: { rows: [{ name: 'ann' }, { name: 'bob' }], order: 'unique' } },
      steps: [
        { name: 'a', request: '{{ users.name }} a {{ session }}' },
        { name: 'b', request: '{{ users.name }} b {{ session }}' },
      ],
    },
  });
  t.equal(data.sessions.completed, 100);
  t.strictSame(asked.slice(0, 6), [
    'ann a 0',
    'bob a 1',
    'ann b 0',
    'bob b 1',
    'ann a 2',
    'bob a 3',
  ]);
});

t.test('a client that thinks beyond the window begins nothing else', async (t) => {
  const asked: string[] = [];
  const data = await runSimTrial({
    server: {
      serve(nowNs, request) {
        asked.push(String(request));
        return { doneNs: nowNs + 10 * MS };
      },
    },
    load: { model: 'closed', clients: 1, thinkNs: 0, durationNs: NS_PER_S },
    settings: { connections: 1 },
    scenario: { steps: [step('a'), { think: '590ms' }, step('b')] },
  });
  t.strictSame(asked, ['a', 'b', 'a']);
  t.match(data.sessions, { completed: 1, cut: 1, failed: 0 });
});

t.test('unique rows that run out end the trial with a mistake of the scenario', async (t) => {
  const scenario = {
    data: { users: { rows: [{ name: 'ann' }, { name: 'bob' }], order: 'unique' as const } },
    steps: [{ name: 'a', request: '{{ users.name }}' }],
  };
  const trial = runSimTrial({ server: server({}), load: open(10, 1), scenario });
  await t.rejects(trial, { exit: 'scenario', message: /rows of the data "users" have run out/ });
});

t.test('sessions that ask for nothing are a mistake, too', async (t) => {
  const scenario = {
    steps: [{ when: { value: '{{ session }}', below: 0 }, steps: [step('a')] }],
  };
  const load = { model: 'closed' as const, clients: 1, thinkNs: 0, durationNs: NS_PER_S };
  const trial = runSimTrial({ server: server({}), load, settings: { connections: 1 }, scenario });
  await t.rejects(trial, { exit: 'scenario', message: /without a request/ });
});

t.test('a mix with names in it is drawn as one without', async (t) => {
  const asked: string[] = [];
  const mix = (request: (name: string) => string) =>
    runSimTrial({
      server: {
        serve(nowNs, what) {
          asked.push(String(what).slice(0, 1));
          return { doneNs: nowNs + MS };
        },
      },
      load: open(100, 10),
      operations: [
        { name: 'a', weight: 3, request: request('a') },
        { name: 'b', request: request('b') },
      ],
    });
  const plain = await mix((name) => name);
  const plainAsked = asked.splice(0);
  const filled = await mix((name) => `${name} {{ session }}`);
  t.strictSame(asked, plainAsked);
  t.equal(filled.operations[0]?.completed, plain.operations[0]?.completed);
});
