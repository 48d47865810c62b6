/**
 * Answers that come in together are all read before anything leaves that follows one of them: of a
 * closed load, of arrivals that wait for a connection, and of sessions.
 */
import t from 'tap';
import { planSchedule } from '../../harness/arrivals/schedule.ts';
import { AnswerChecks } from '../../harness/generator/answer-checks.ts';
import { ClosedLoop } from '../../harness/generator/closed-loop.ts';
import { OpenLoop } from '../../harness/generator/open-loop.ts';
import type { Recorder } from '../../harness/generator/recorder.ts';
import { SessionPlayer } from '../../harness/generator/session-player.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import type { Session } from '../../harness/scenario/session.ts';
import { silentRecorder } from '../support/silent-recorder.ts';
import { SimClock } from '../support/sim-clock.ts';
import { StillOutlet } from '../support/still-outlet.ts';

/** A loop without thought that has sent its first requests, on connections that a test plays. */
function begun(connections: number, depth = 1) {
  const clock = new SimClock();
  const fleet = new StillOutlet(clock, connections, depth);
  const loop = new ClosedLoop({
    ...{ fleet, clock, thinkNs: 0, endNs: NS_PER_S },
    operationAt: () => 0,
    recorder: silentRecorder(NS_PER_S),
  });
  loop.begin(0);
  fleet.sent.length = 0;
  return { clock, fleet, loop };
}

t.test('closed: all answers are read before the next request leaves', async (t) => {
  const { clock, fleet, loop } = begun(3);
  for (const number of [2, 0]) loop.settled(fleet.lane(number), 100);
  t.strictSame(fleet.sent, []);
  clock.run();
  t.strictSame(fleet.sent, [2, 0], 'in the order of the answers');
  t.match(fleet.lane(2), { intendedNs: 100, freeNs: 100 }, 'what it waited for that is lag');
  loop.settled(fleet.lane(1), 200);
  clock.run();
  t.strictSame(fleet.sent, [2, 0, 1]);
});

t.test('with nothing else to come the next request leaves at once, but passes none', async (t) => {
  const { clock, fleet, loop } = begun(2);
  fleet.quiet = true;
  loop.settled(fleet.lane(0), 100);
  t.strictSame(fleet.sent, [0]);
  fleet.quiet = false;
  loop.settled(fleet.lane(0), 200);
  fleet.quiet = true;
  loop.settled(fleet.lane(1), 200);
  t.strictSame(fleet.sent, [0]);
  clock.run();
  t.strictSame(fleet.sent, [0, 0, 1]);
});

t.test('a pipelined connection writes its next requests with the answers’ batch', async (t) => {
  const { fleet, loop } = begun(2, 4);
  loop.settled(fleet.lane(1), 100);
  t.strictSame(fleet.sent, [1]);
  fleet.lane(0).client.open = false;
  loop.settled(fleet.lane(0), 100);
  t.strictSame(fleet.sent, [1], 'as long as it is open');
});

t.test('a connection that closes after its answer sends once it is open again', async (t) => {
  const { clock, fleet, loop } = begun(2);
  const lane = fleet.lane(0);
  loop.settled(lane, 100);
  lane.client.open = false;
  clock.run();
  t.strictSame(fleet.sent, []);
  lane.client.open = true;
  loop.freed(lane, 300);
  t.strictSame(fleet.sent, [0]);
  t.match(lane, { intendedNs: 100, freeNs: 300 });
  clock.run();
  t.strictSame(fleet.sent, [0], 'and not twice');
});

t.test('a client that is about to send is not refused', async (t) => {
  const { clock, fleet, loop } = begun(2);
  const { client } = fleet.lane(0);
  loop.settled(fleet.lane(0), 0);
  client.open = false;
  loop.refused(client, 0);
  t.equal(fleet.failed, 0);
  clock.run();
  loop.refused(client, 0);
  t.equal(fleet.failed, 1, 'but the next time');
});

t.test('a connection that is open again before its turn sends once', async (t) => {
  const { clock, fleet, loop } = begun(2);
  loop.settled(fleet.lane(0), 0);
  loop.freed(fleet.lane(0), 0);
  clock.run();
  t.strictSame(fleet.sent, [0]);
});

/** A thousand arrivals a second on connections that a test plays. */
function flooded(connections: number, depth = 1) {
  const clock = new SimClock();
  const fleet = new StillOutlet(clock, connections, depth);
  const phases = [{ kind: 'constant', ratePerSecond: 1000, durationNs: 10 * NS_PER_MS }] as const;
  const loop = new OpenLoop({
    ...{ fleet, clock, pacing: 'precise', operationAt: () => 0 },
    schedule: planSchedule({ phases, warmupNs: 0, seed: 1 }),
    recorder: silentRecorder(NS_PER_S),
  });
  loop.begin(0);
  return { clock, fleet, loop };
}

t.test(
  'open: connections that become free together are all known before one is used',
  async (t) => {
    const { clock, fleet, loop } = flooded(2);
    const [atNs, laterNs] = [5 * NS_PER_MS, 5 * NS_PER_MS + 300];
    clock.at(atNs, () => {
      loop.settled(fleet.lane(1), atNs);
      loop.settled(fleet.lane(0), laterNs);
      t.strictSame(fleet.sent, [0, 1], 'the other arrivals wait');
    });
    clock.run(atNs);
    t.strictSame(fleet.sent, [0, 1, 1, 0]);
    t.match(fleet.lane(1), { intendedNs: 2.5 * NS_PER_MS, freeNs: atNs });
    t.match(fleet.lane(0), { intendedNs: 3.5 * NS_PER_MS, freeNs: laterNs }, 'each since its own');
  },
);

t.test('open: a pipelined connection writes with the answers’ batch', async (t) => {
  const { clock, fleet, loop } = flooded(1, 2);
  clock.at(5 * NS_PER_MS, () => {
    loop.settled(fleet.lane(0), 5 * NS_PER_MS);
    t.equal(fleet.sent.length, 3);
  });
  clock.run(5 * NS_PER_MS);
});

t.test('open: a refusal takes no request from a connection that is free by now', async (t) => {
  const { clock, fleet, loop } = flooded(2);
  const refused = fleet.lane(1).client;
  clock.at(5 * NS_PER_MS, () => {
    loop.settled(fleet.lane(0), 5 * NS_PER_MS);
    loop.refused(refused, 5 * NS_PER_MS);
    t.equal(fleet.failed, 0);
    t.strictSame(fleet.sent, [0, 1]);
  });
  clock.run(5 * NS_PER_MS);
  t.strictSame(fleet.sent, [0, 1, 0]);
  loop.refused(refused, 5 * NS_PER_MS);
  t.equal(fleet.failed, 1, 'the one that waits, and has none');
});

/** Sessions that never end, of one request after the other. */
function playing(clock: SimClock, fleet: StillOutlet, recorder: Recorder): SessionPlayer {
  const endless = { goesOn: true, advance: () => ({ does: 'request', operation: 0 }) };
  return new SessionPlayer({
    ...{ fleet, clock, recorder, endNs: NS_PER_S },
    sessionFor: () => endless as unknown as Session,
    requests: [[{ fill: () => 'request' }]],
    checks: new AnswerChecks('every', 1),
    hide: (_, text) => text,
  });
}

t.test('sessions: all answers are read before one goes on', async (t) => {
  const clock = new SimClock();
  const fleet = new StillOutlet(clock, 3);
  const player = playing(clock, fleet, silentRecorder(NS_PER_S));
  for (const number of [0, 1, 2]) player.send(fleet.lane(number));
  t.strictSame(fleet.sent, [0, 1, 2], 'the first requests leave when they are due');
  for (const number of [2, 0]) player.settled(fleet.lane(number), 0, 'ok');
  t.strictSame(fleet.sent, [0, 1, 2]);
  clock.run();
  t.strictSame(fleet.sent.slice(3).sort(), [0, 2]);
  fleet.quiet = true;
  player.settled(fleet.lane(1), 0, 'ok');
  t.equal(fleet.sent.at(-1), 1, 'at once, with nothing else to come');
});

t.test('sessions: what was due at the end and not sent is told once', async (t) => {
  const clock = new SimClock();
  const fleet = new StillOutlet(clock, 2);
  const recorder = silentRecorder(NS_PER_S);
  const player = playing(clock, fleet, recorder);
  const loop = new ClosedLoop({
    ...{ fleet: player, clock, recorder, thinkNs: 0, endNs: NS_PER_S, operationAt: () => 0 },
  });
  loop.begin(0);
  fleet.lane(0).client.open = false;
  player.settled(fleet.lane(0), 0, 'ok');
  clock.run();
  fleet.lane(1).busy = true;
  for (const one of [player, loop]) one.abandon(100);
  t.equal(recorder.toData().operations[0]?.unsent, 1);
  t.equal(fleet.lane(1).intendedNs, 0, 'what is in flight is unfinished, and that old');
});
