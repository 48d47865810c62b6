/** Only what a busy machine cannot break: order, and never too early. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { epochNow, realClock, until } from '../../harness/generator/clock.ts';
import type { AlarmPrecision, Alone, Clock } from '../../harness/model/clock.ts';
import { NS_PER_MS } from '../../harness/model/units.ts';

const clock = realClock(epochNow());
/** A busy machine may keep the thread off its processor for a while: then once more. */
const ATTEMPTS = 50;
const precisions: readonly AlarmPrecision[] = ['precise', 'economical', 'coarse'];

/** Rings once after a while, and tells when it did. */
const rung = (precision: AlarmPrecision, afterNs: number, alone?: Alone): Promise<number> =>
  new Promise((resolve) => {
    clock.alarm(precision, () => resolve(clock.nowNs()), alone).set(clock.nowNs() + afterNs);
  });

t.test('time goes forward in whole nanoseconds', async (t) => {
  const first = clock.nowNs();
  await until(clock, first + NS_PER_MS);
  t.ok(Number.isSafeInteger(first));
  t.ok(clock.nowNs() >= first + NS_PER_MS);
});

for (const precision of precisions) {
  t.test(`a ${precision} alarm never rings before its time`, async (t) => {
    for (const afterNs of [-NS_PER_MS, 0, 0.3 * NS_PER_MS, 3 * NS_PER_MS, 7.7 * NS_PER_MS]) {
      const dueNs = clock.nowNs() + afterNs;
      t.ok((await rung(precision, afterNs)) >= dueNs, `${afterNs} ns`);
    }
  });

  t.test(`a ${precision} alarm keeps its last time only, and none once cleared`, async (t) => {
    let rings = 0;
    const alarm = clock.alarm(precision, () => {
      rings++;
    });
    alarm.set(clock.nowNs() + NS_PER_MS);
    alarm.set(clock.nowNs() + 4 * NS_PER_MS);
    const other = clock.alarm(precision, () => t.fail('cleared'));
    other.set(clock.nowNs() + 2 * NS_PER_MS);
    other.clear();
    await until(clock, clock.nowNs() + 25 * NS_PER_MS);
    t.equal(rings, 1);
  });
}

t.test('an alarm can be set again while it rings', async (t) => {
  const times: number[] = [];
  await new Promise<void>((resolve) => {
    const alarm = clock.alarm('precise', () => {
      times.push(clock.nowNs());
      if (times.length === 3) resolve();
      else alarm.set(clock.nowNs() + 0.2 * NS_PER_MS);
    });
    alarm.set(clock.nowNs());
  });
  t.equal(times.length, 3);
});

t.test('an alarm that is due rings when all is read that came in together', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted: Socket[] = [];
  server.on('connection', (socket) => accepted.push(socket));
  const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  t.teardown(() => {
    for (const socket of [...clients, ...accepted]) socket.destroy();
    server.close();
  });
  while (accepted.length < 2) await once(server, 'connection');
  let seen: string[] = [];
  let rang: (() => void) | undefined;
  for (const precision of ['precise', 'economical'] as const) {
    const alarm = clock.alarm(precision, () => {
      seen.push('rang');
      rang?.();
    });
    for (const client of clients) {
      client.removeAllListeners('data').on('data', () => {
        seen.push('read');
        if (seen.length === 1) alarm.set(0);
      });
    }
    // The second answer may come a turn later: then once more.
    let together = 0;
    for (let attempt = 0; attempt < ATTEMPTS && together === 0; attempt++) {
      seen = [];
      const ended = new Promise<void>((resolve) => {
        rang = resolve;
      });
      for (const socket of accepted) socket.write('x');
      await ended;
      while (seen.length < 3) await new Promise((resolve) => setImmediate(resolve));
      if (seen.join() === 'read,read,rang') together++;
    }
    t.equal(together, 1, precision);
  }
});

t.test('what a turn does after it has set an alarm is work', async (t) => {
  const idleNs = clock.idlePollNs();
  let rounds = 5000;
  await new Promise<void>((resolve) => {
    const again = (): void => {
      if (rounds-- > 0) setImmediate(() => alarm.set(0));
      else resolve();
    };
    const alarm = clock.alarm('precise', again);
    again();
  });
  t.equal(clock.idlePollNs(), idleNs);
});

t.test('no alarm sleeps while another of its thread is due', async (t) => {
  const { wait } = Atomics;
  t.teardown(() => Object.assign(Atomics, { wait }));
  let slept = 0;
  Atomics.wait = new Proxy(wait, {
    apply(target, self, given: Parameters<typeof wait>) {
      slept++;
      return Reflect.apply(target, self, given);
    },
  });
  const thread = realClock(epochNow());
  const often = thread.alarm('precise', () => often.set(0));
  /** How often an economical alarm slept until it rang, alone or beside one that is always due. */
  const sleeps = async (company: boolean): Promise<number> => {
    slept = 0;
    if (company) often.set(0);
    await new Promise<void>((resolve) => {
      const alarm = thread.alarm('economical', resolve, { quiet: () => false });
      alarm.set(thread.nowNs() + 1.9 * NS_PER_MS);
    });
    often.clear();
    return slept;
  };
  t.equal(await sleeps(true), 0);
  let alone = 0;
  for (let attempt = 0; attempt < 50 && alone === 0; attempt++) alone = await sleeps(false);
  t.ok(alone > 0, 'but by itself');
});

t.test('a quiet thread blocks instead of polling, and still rings in time', async (t) => {
  let told = 0;
  for (let attempt = 0; attempt < ATTEMPTS && told === 0; attempt++) {
    const prepared: number[] = [];
    const [before, startNs] = [clock.idlePollNs(), clock.nowNs()];
    const alone = { quiet: () => true, prepare: () => prepared.push(clock.nowNs()) };
    const atNs = await rung('precise', 1.8 * NS_PER_MS, alone);
    if (atNs < startNs + 1.8 * NS_PER_MS) t.fail('rang before its time');
    if (clock.idlePollNs() - before < NS_PER_MS) continue;
    told = prepared.length;
    t.ok((prepared[0] ?? atNs) < atNs, 'told to get ready before it rang');
  }
  t.equal(told, 1, 'once, and the wait counted as idle');
});

t.test('a thread with a processor to itself never blocks, unless economically', async (t) => {
  const own = realClock(epochNow(), true);
  const { wait } = Atomics;
  t.teardown(() => Object.assign(Atomics, { wait }));
  let blocked = 0;
  const counted = new Proxy(wait, {
    apply(target, self, given) {
      blocked++;
      return Reflect.apply(target, self, given);
    },
  });
  Object.assign(Atomics, { wait: counted });
  const wakes = async (
    clock: Clock,
    precision: AlarmPrecision,
    isQuiet = true,
  ): Promise<number> => {
    blocked = 0;
    const dueNs = clock.nowNs() + 5 * NS_PER_MS;
    await new Promise<void>((resolve) => {
      clock.alarm(precision, resolve, { quiet: () => isQuiet }).set(dueNs);
    });
    t.ok(clock.nowNs() >= dueNs, 'and rings in time');
    return blocked;
  };
  t.equal(await wakes(own, 'precise'), 0);
  t.equal(await wakes(own, 'precise', false), 0);
  let restedNs = 0;
  for (let attempt = 0; attempt < ATTEMPTS && restedNs < 6 * NS_PER_MS; attempt++) {
    const [idleNs, dueNs] = [own.idlePollNs(), own.nowNs() + 9 * NS_PER_MS];
    await new Promise<void>((resolve) => {
      own.alarm('precise', resolve, { quiet: () => true }).set(dueNs);
    });
    restedNs = own.idlePollNs() - idleNs;
  }
  t.ok(
    restedNs >= 6 * NS_PER_MS,
    `up long before the time, and that is idle: ${restedNs} ns of 9 ms`,
  );
  const others = [
    [own, 'economical', true],
    [clock, 'precise', true],
    [clock, 'precise', false],
  ] as const;
  for (const [one, precision, isQuiet] of others) {
    let times = 0;
    for (let attempt = 0; attempt < ATTEMPTS && times === 0; attempt++) {
      times = await wakes(one, precision, isQuiet);
    }
    t.ok(times > 0, `others do: ${precision}, ${isQuiet ? 'alone' : 'and give way to a server'}`);
  }
});

t.test('a thread with a processor to itself looks for answers all the time', async (t) => {
  const own = realClock(epochNow(), true);
  let pauses = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && pauses > 5; attempt++) {
    const looks: number[] = [];
    const quiet = (): boolean => {
      looks.push(own.nowNs());
      return false;
    };
    await new Promise<void>((resolve) => {
      own.alarm('precise', resolve, { quiet }).set(own.nowNs() + 9 * NS_PER_MS);
    });
    const gaps = looks.slice(1).map((atNs, at) => atNs - (looks[at] ?? 0));
    // Fewer, and somebody else had the processor for most of it.
    if (looks.length > 1500) pauses = gaps.filter((gapNs) => gapNs > 45_000).length;
  }
  t.ok(pauses <= 5, `${pauses} pauses, where giving way would make some fifty`);
});

t.test('an economical alarm sleeps though answers may come, and turns the loop', async (t) => {
  let turns = 0;
  for (let attempt = 0; attempt < ATTEMPTS && turns < 5; attempt++) {
    const before = clock.idlePollNs();
    let seen = 0;
    let ringing = false;
    const turn = (): void => {
      seen++;
      if (!ringing) setImmediate(turn);
    };
    turn();
    await rung('economical', 1.9 * NS_PER_MS, { quiet: () => false });
    ringing = true;
    if (clock.idlePollNs() - before >= NS_PER_MS) turns = Math.max(turns, seen);
  }
  t.ok(turns >= 5, `asleep most of the time, and what else came in was seen to ${turns} times`);
});

const noSlack = process.platform !== 'linux';
t.test('waits are asked to end on time', { skip: noSlack }, async (t) => {
  realClock(epochNow());
  t.equal(readFileSync(`/proc/${process.pid}/timerslack_ns`, 'utf8').trim(), '1');
});

t.test('all threads share one time line', async (t) => {
  const epoch = epochNow();
  const own = realClock(epoch);
  const reader = new Worker(new URL('../support/clock-reader.js', import.meta.url), {
    workerData: epoch,
  });
  await once(reader, 'online');
  for (let reading = 0; reading < 5; reading++) {
    const before = own.nowNs();
    reader.postMessage('now');
    const [theirs] = (await once(reader, 'message')) as [number];
    t.ok(before - 1000 <= theirs && theirs <= own.nowNs() + 1000, `${theirs - before} ns later`);
  }
  await reader.terminate();
});
