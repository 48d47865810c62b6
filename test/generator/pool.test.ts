import t from 'tap';
import { epochNow, realClock } from '../../harness/generator/clock.ts';
import { shareMemory } from '../../harness/generator/control.ts';
import { GeneratorPool } from '../../harness/generator/pool.ts';
import type { GeneratorTask } from '../../harness/generator/task.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { http1 } from '../../harness/protocols/http1/http1.ts';
import { bindScenario } from '../../harness/session/bind-scenario.ts';

const root = {
  name: 'root',
  about: '',
  protocol: 'http1',
  operations: [{ name: 'root', request: { path: '/' } }],
};

const epoch = epochNow();
const clock = realClock(epoch);

const tasksOf = (workers: number, port: number): GeneratorTask[] => {
  const memory = shareMemory(workers);
  return Array.from({ length: workers }, (_, worker) => ({
    worker,
    workers,
    plan: {
      load: { model: 'closed', clients: 2, thinkNs: 0, durationNs: NS_PER_S },
      seed: 1,
      settings: {
        engine: 'native',
        workers,
        connections: workers,
        pipelining: 1,
        warmupNs: 0,
        timeoutNs: NS_PER_S,
        drainNs: NS_PER_S,
      },
    },
    scenario: bindScenario(root, http1, {}),
    firstClient: worker,
    endpoints: [{ host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }],
    connections: [0],
    seriesIntervalNs: NS_PER_S,
    epoch,
    ownProcessor: false,
    memory,
  }));
};

t.test('a lost thread is told apart from the threads that are stopped for it', async (t) => {
  const tasks = tasksOf(3, 1);
  const [first] = tasks;
  if (!first) throw new Error('no task');
  const entry = new URL('../support/lost-thread.js', import.meta.url);
  const pool = new GeneratorPool(tasks, first.memory, clock, entry);
  await pool.ready();
  pool.go(clock.nowNs());
  await t.rejects(pool.results(), {
    name: 'HarnessError',
    exit: 'worker',
    message: /thread 1 of 3/,
  });
  await pool.close();
});

t.test('a refused connection before the start is a target error, not a lost thread', async (t) => {
  const tasks = tasksOf(2, 1);
  const [first] = tasks;
  if (!first) throw new Error('no task');
  const pool = new GeneratorPool(tasks, first.memory, clock);
  await t.rejects(pool.ready(), {
    name: 'HarnessError',
    exit: 'target',
    message: /127\.0\.0\.1:1 .*ECONNREFUSED/,
  });
  await pool.close();
});
