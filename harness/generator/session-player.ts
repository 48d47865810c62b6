/**
 * Plays sessions between a load loop and the connections. The loop starts a session where it would
 * send a request; the session keeps its connection, as a client of its own would, until its last
 * step. Its later requests are due when the answer before has come and the client has thought.
 */
import type { Alarm, Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Outcome, SessionRequest } from '../model/protocol.ts';
import { ScenarioFault } from '../scenario/scenario-error.ts';
import type { Session } from '../scenario/session.ts';
import type { AnswerChecks } from './answer-checks.ts';
import type { Driver, Outlet } from './driver.ts';
import { DueLanes } from './due-lanes.ts';
import type { Client, Lane } from './lane.ts';
import type { Recorder } from './recorder.ts';
import type { SessionEnd } from './session-tally.ts';
import type { SessionUnderWay } from './session-under-way.ts';

/** So many sessions in a row without a request are no load. */
const IDLE_MAX = 500;

const nothingAsked = (): HarnessError =>
  new ScenarioFault(
    `${IDLE_MAX} sessions in a row have come to their end without a request.`,
    'Look at the conditions of the steps, and at what they capture.',
  );

export interface SessionPlayerOptions {
  readonly fleet: Outlet;
  readonly clock: Clock;
  readonly recorder: Recorder;
  /** The session for a lane. Throws a scenario error where there can be none. */
  readonly sessionFor: (lane: Lane) => Session;
  /** By endpoint and operation. */
  readonly requests: readonly (readonly SessionRequest[])[];
  readonly checks: AnswerChecks;
  /** Takes the session's secrets out of what people see. */
  readonly hide: (session: Session, text: string) => string;
  /** No request is due from here on. */
  readonly endNs: number;
}

export class SessionPlayer implements Outlet, Driver {
  readonly #options: SessionPlayerOptions;
  readonly #alarm: Alarm;
  readonly #thinking = new DueLanes();
  #zeroNs = 0;
  #driver: Driver | undefined;
  /** Sessions in a row that ended without a request. */
  #idle = 0;
  /** Why the trial cannot go on. */
  fault: HarnessError | undefined;

  constructor(options: SessionPlayerOptions) {
    this.#options = options;
    this.#alarm = options.clock.alarm('precise', () => this.#sendDue());
  }

  get clients(): readonly Client[] {
    return this.#options.fleet.clients;
  }

  get quiet(): boolean {
    return this.#options.fleet.quiet && this.#thinking.size === 0;
  }

  nowNs(): number {
    return this.#options.fleet.nowNs();
  }

  begin(zeroNs: number, driver: Driver): void {
    this.#zeroNs = zeroNs;
    this.#driver = driver;
    this.#options.fleet.begin(zeroNs, this);
  }

  /** Begins a session on a free lane. */
  send(lane: Lane): void {
    const session = this.#sessionFor(lane);
    if (session === undefined) return;
    const { hide } = this.#options;
    lane.session = {
      session,
      beganNs: lane.intendedNs,
      enteredNs: [],
      ended: false,
      asked: false,
      waits: 'no',
      hide: (text) => hide(session, text),
    };
    this.#goOn(lane, lane.session, lane.intendedNs);
  }

  #sessionFor(lane: Lane): Session | undefined {
    if (this.fault) return undefined;
    try {
      return this.#options.sessionFor(lane);
    } catch (error) {
      this.#giveUp(error);
      return undefined;
    }
  }

  /** A mistake in the scenario ends the trial; anything else is a bug. */
  #giveUp(error: unknown): void {
    if (!(error instanceof HarnessError)) throw error;
    this.fault ??= error;
  }

  /** Runs the session on to its next request, from a time on at which it was ready. */
  #goOn(lane: Lane, under: SessionUnderWay, fromNs: number): void {
    try {
      let atNs = fromNs;
      let next = under.session.advance();
      while (next.does !== 'request' && next.does !== 'end') {
        if (next.does === 'think') atNs += next.ns;
        else this.#passGroup(under, next, atNs);
        next = under.session.advance();
      }
      const { endNs } = this.#options;
      if (next.does === 'end') this.#endAfter(lane, under, fromNs, 'completed', atNs);
      else if (atNs >= endNs) this.#endAfter(lane, under, fromNs, 'cut', endNs);
      else this.#ask(lane, under, next.operation, atNs);
    } catch (error) {
      this.#stuck(lane, under, fromNs, error);
    }
  }

  /**
   * Its client may still think before it is free for another session; one that is cut thinks until
   * the window is over.
   */
  #endAfter(
    lane: Lane,
    under: SessionUnderWay,
    doneNs: number,
    end: SessionEnd,
    freeNs: number,
  ): void {
    if (freeNs <= this.nowNs()) {
      this.#end(lane, under, doneNs, end);
      return;
    }
    this.#record(under, doneNs, end);
    lane.intendedNs = freeNs;
    this.#await(lane, under);
  }

  #passGroup(
    under: SessionUnderWay,
    { does, group }: { readonly does: 'enter-group' | 'leave-group'; readonly group: number },
    atNs: number,
  ): void {
    if (does === 'enter-group') under.enteredNs[group] = atNs;
    else {
      const { sessions } = this.#options.recorder;
      sessions.leftGroup(group, under.enteredNs[group] ?? atNs, atNs);
    }
  }

  #ask(lane: Lane, under: SessionUnderWay, operation: number, dueNs: number): void {
    lane.operation = operation;
    lane.intendedNs = dueNs;
    // A session waits for nobody's connection but its own.
    if (dueNs !== under.beganNs) lane.freeNs = dueNs;
    this.#await(lane, under);
  }

  /**
   * Sends a request when it is due, or as soon as there is a connection. One that follows an answer
   * leaves when all answers are read that came in together, as in `ClosedLoop`.
   */
  #await(lane: Lane, under: SessionUnderWay): void {
    const readsOn = under.ended || (under.asked && !lane.client.pipelined && !this.quiet);
    if (readsOn || lane.intendedNs > this.nowNs()) {
      under.waits = 'time';
      this.#thinking.push(lane);
      if (this.#thinking.first === lane) this.#alarm.set(this.#zeroNs + lane.intendedNs);
      return;
    }
    this.#sendNow(lane, under);
  }

  #sendDue(): void {
    const nowNs = this.nowNs();
    let lane = this.#thinking.first;
    while (lane !== undefined && lane.intendedNs <= nowNs) {
      this.#thinking.shift();
      const under = lane.session;
      if (under?.ended) this.#free(lane);
      else if (under) this.#sendNow(lane, under);
      lane = this.#thinking.first;
    }
    if (lane !== undefined) this.#alarm.set(this.#zeroNs + lane.intendedNs);
  }

  #sendNow(lane: Lane, under: SessionUnderWay): void {
    const { fleet, requests, checks } = this.#options;
    if (!lane.client.open) {
      under.waits = 'connection';
      return;
    }
    under.waits = 'no';
    try {
      const request = requests[lane.client.server]?.[lane.operation];
      lane.request = request?.fill(under.session, checks.due(lane.operation));
    } catch (error) {
      this.#stuck(lane, under, this.nowNs(), error);
      return;
    }
    under.asked = true;
    fleet.send(lane);
  }

  /** A value is missing, or cannot be sent: nothing was sent that could have failed. */
  #stuck(lane: Lane, under: SessionUnderWay, atNs: number, error: unknown): void {
    if (!(error instanceof HarnessError)) throw error;
    const { recorder } = this.#options;
    recorder.sessions.stuck(under.hide(error.message));
    if (error instanceof ScenarioFault) this.#giveUp(error);
    this.#end(lane, under, atNs, 'failed');
  }

  #end(lane: Lane, under: SessionUnderWay, atNs: number, end: SessionEnd): void {
    this.#record(under, atNs, end);
    this.#free(lane);
  }

  #record(under: SessionUnderWay, atNs: number, end: SessionEnd): void {
    under.ended = true;
    this.#options.recorder.sessions.ended(under.beganNs, Math.max(atNs, under.beganNs), end);
    this.#idle = under.asked || end === 'cut' ? 0 : this.#idle + 1;
    if (this.#idle > IDLE_MAX) this.#giveUp(nothingAsked());
  }

  /** The lane is the loop's again. */
  #free(lane: Lane): void {
    lane.session = undefined;
    lane.request = undefined;
    this.#driver?.settled(lane, this.nowNs(), 'ok');
  }

  settled(lane: Lane, doneNs: number, outcome: Outcome): void {
    const under = lane.session;
    if (under === undefined) this.#driver?.settled(lane, doneNs, outcome);
    else if (outcome === 'ok' || under.session.goesOn) this.#goOn(lane, under, doneNs);
    else this.#end(lane, under, doneNs, 'failed');
  }

  freed(lane: Lane, nowNs: number): void {
    const under = lane.session;
    if (under === undefined) this.#driver?.freed(lane, nowNs);
    if (under?.waits !== 'connection') return;
    lane.freeNs = Math.max(lane.intendedNs, nowNs);
    this.#sendNow(lane, under);
  }

  refused(client: Client, nowNs: number): void {
    for (const lane of client.lanes) {
      const under = lane.session;
      if (under?.waits !== 'connection') continue;
      this.#options.fleet.failUnconnected(lane, nowNs);
      this.#end(lane, under, nowNs, 'failed');
    }
    if (client.lanes.every((lane) => lane.session === undefined)) {
      this.#driver?.refused(client, nowNs);
    }
  }

  /** One that could not even begin. */
  failUnconnected(lane: Lane, nowNs: number): void {
    this.#options.fleet.failUnconnected(lane, nowNs);
    this.#options.recorder.sessions.ended(lane.intendedNs, nowNs, 'failed');
  }

  /** Ends what is under way: what was due and not sent is recorded. */
  abandon(atNs: number): void {
    const { recorder, endNs } = this.#options;
    this.#alarm.clear();
    for (const client of this.clients) {
      for (const lane of client.lanes) {
        const under = lane.session;
        if (under === undefined) continue;
        if (under.ended) continue;
        const wasDue = under.waits !== 'no' && lane.intendedNs < Math.min(atNs, endNs);
        if (wasDue) recorder.unsent(lane.operation, lane.intendedNs, atNs);
        lane.session = undefined;
        lane.request = undefined;
        // What was due is told: for the loop, which is asked next, this client wants nothing. Of
        // what is in flight the fleet tells last.
        if (!lane.busy) lane.intendedNs = Number.POSITIVE_INFINITY;
        recorder.sessions.ended(under.beganNs, Math.max(atNs, under.beganNs), 'cut');
      }
    }
  }
}
