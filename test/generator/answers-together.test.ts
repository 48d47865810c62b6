/**
 * Answers that come in together are all read before anything leaves that follows one of them: of a
 * closed load, of arrivals that wait for a connection, and of sessions.
 */
import t from 'tap';
import { planSchedule } from '../../harness/arrivals/schedule.ts';
import { AnswerChecks } from '../../harness/generator/answer-checks.ts';
import { ClosedLoop } from '../../harness/generator/closed-loop.ts';
import { OpenLoop } from '../../harness/generator/open-loop.ts';
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

t.test('a connection that is open again before its turn sends once', async (t) => {
  const { clock, fleet, loop } = begun(2);
  loop.settled(fleet.lane(0), 0);
  loop.freed(fleet.lane(0), 0);
  clock.run();
  t.strictSame(fleet.sent, [0]);
});

t.test(
  'open: connections that become free together are all known before one is used',
  async (t) => {
    const clock = new SimClock();
    const fleet = new StillOutlet(clock, 2);
    const phases = [{ kind: 'constant', ratePerSecond: 1000, durationNs: 10 * NS_PER_MS }] as const;
    const loop = new OpenLoop({
      ...{ fleet, clock, pacing: 'precise', operationAt: () => 0 },
      schedule: planSchedule({ phases, warmupNs: 0, seed: 1 }),
      recorder: silentRecorder(NS_PER_S),
    });
    loop.begin(0);
    const freeNs = 5 * NS_PER_MS;
    clock.at(freeNs, () => {
      for (const number of [1, 0]) loop.settled(fleet.lane(number), freeNs);
      t.strictSame(fleet.sent, [0, 1], 'the other arrivals wait');
    });
    clock.run(freeNs);
    t.strictSame(fleet.sent, [0, 1, 1, 0]);
    t.match(fleet.lane(0), { intendedNs: 3.5 * NS_PER_MS, freeNs });
    loop.abandon(NS_PER_S);
  },
);

t.test('sessions: all answers are read before one goes on', async (t) => {
  const clock = new SimClock();
  const fleet = new StillOutlet(clock, 3);
  const endless = { goesOn: true, advance: () => ({ does: 'request', operation: 0 }) };
  const player = new SessionPlayer({
    ...{ fleet, clock, recorder: silentRecorder(NS_PER_S), endNs: NS_PER_S },
    sessionFor: () => endless as unknown as Session,
    requests: [[{ fill: () => 'request' }]],
    checks: new AnswerChecks('every', 1),
    hide: (_, text) => text,
  });
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
