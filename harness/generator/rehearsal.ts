/**
 * A short load that a generator thread plays to a server of its own, in the same thread, before the
 * trial. V8 compiles a function when it has run often enough; at a thousand requests a second that
 * takes longer than most warm-ups, and until then the harness is slow, collects garbage and is
 * interrupted by the compiler. No request of it reaches the target, and nothing of it is recorded.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { ArrivalPhase } from '../arrivals/index.ts';
import { planSchedule } from '../arrivals/schedule.ts';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Protocol, Rehearsal } from '../model/protocol.ts';
import type { Pacing } from '../model/trial.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { LiveCounters, shareMemory } from './control.ts';
import { Fleet } from './fleet.ts';
import { play } from './load-loop.ts';
import { OpenLoop } from './open-loop.ts';
import { Recorder } from './recorder.ts';

const HOST = '127.0.0.1';
const CONNECTIONS = 8;
/**
 * Of the load, when the rehearsal begins. V8 compiles for 32-bit integers what it has only seen to
 * be one, and times from 0 on would make it compile all that handles them again after 2.1 s.
 */
const BEGUN_NS = 10 * NS_PER_S;
/** As fast as the compiler needs it; then with pauses, in which the thread rests. */
const phases = [
  { kind: 'constant', ratePerSecond: 1, durationNs: BEGUN_NS },
  { kind: 'poisson', ratePerSecond: 25_000, durationNs: 250 * NS_PER_MS },
  { kind: 'poisson', ratePerSecond: 2000, durationNs: 50 * NS_PER_MS },
] as const satisfies readonly ArrivalPhase[];
const DURATION_NS = phases.reduce((sum, phase) => sum + phase.durationNs, 0);
/** The second time, every object has the shape from the start that it had in the end before. */
const TIMES = 2;
const TIMEOUT_NS = NS_PER_S;
/** Short, so that intervals are packed away as well: the load goes through more than are open. */
const INTERVAL_NS = 3 * NS_PER_MS;

/** Answers each read with the same bytes: requests are short and one at a time. */
async function serve(answer: Uint8Array) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => undefined);
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => server.close() };
}

export interface RehearsalOptions {
  readonly protocol: Protocol;
  readonly rehearsal: Rehearsal;
  readonly clock: Clock;
  readonly pacing: Pacing;
  readonly stopped: () => boolean;
}

/**
 * Resolves when the thread has rehearsed, or cannot: a machine on which a loopback server cannot be
 * reached starts its trials unrehearsed. Rejects with `interrupted` when stopped meanwhile.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const server = await serve(options.rehearsal.answer).catch(() => undefined);
  if (!server) return;
  try {
    for (let time = 1; time <= TIMES; time++) await playTo(server.port, options);
  } catch (error) {
    if (!(error instanceof HarnessError && error.exit === 'target')) throw error;
  } finally {
    server.close();
  }
}

async function playTo(port: number, options: RehearsalOptions): Promise<void> {
  const { protocol, rehearsal, clock, pacing, stopped } = options;
  const recorder = new Recorder({
    operations: 1,
    windowStartNs: 0,
    windowEndNs: DURATION_NS,
    intervalNs: INTERVAL_NS,
    live: new LiveCounters(shareMemory(1), 0),
  });
  const fleet = new Fleet({
    protocol,
    endpoints: [{ host: HOST, port, authority: `${HOST}:${port}` }],
    connections: new Array(CONNECTIONS).fill(0),
    requests: [rehearsal.request],
    depth: 1,
    timeoutNs: TIMEOUT_NS,
    clock,
    recorder,
  });
  try {
    await fleet.openAll();
    const schedule = planSchedule({ phases, warmupNs: 0, seed: 1 });
    await play({
      loop: new OpenLoop({ fleet, schedule, operationAt: () => 0, recorder, clock, pacing }),
      fleet,
      clock,
      zeroNs: clock.nowNs() - BEGUN_NS,
      windowStartNs: 0,
      windowEndNs: DURATION_NS,
      drainNs: TIMEOUT_NS,
      timeoutNs: TIMEOUT_NS,
      stopped,
      atWindowStart: () => undefined,
      atWindowEnd: () => undefined,
    });
  } finally {
    fleet.end(0);
  }
}
