import { epochNow, realClock } from '../../harness/generator/clock.ts';
import type { Clock } from '../../harness/model/clock.ts';
import type {
  Connection,
  ConnectionOptions,
  ConnectionOwner,
  ConnectTiming,
  Endpoint,
  ExchangeSink,
  Outcome,
  Protocol,
} from '../../harness/model/protocol.ts';
import { NS_PER_S } from '../../harness/model/units.ts';

/** What a test may do in the middle of being told; all of it is allowed there. */
export interface Reactions {
  opened?: () => void;
  closed?: () => void;
  settled?: (name: string, outcome: Outcome) => void;
}

export interface ProtocolClientOptions<Request, Prepared> {
  readonly protocol: Protocol<Request, Prepared>;
  readonly endpoint: Endpoint;
  readonly clock?: Clock;
  readonly connection?: Partial<ConnectionOptions>;
}

/** One connection and all that it told its owner, in order: `opened`, `closed: …`, `name: ok`. */
export class ProtocolClient<Request, Prepared> implements ConnectionOwner<Prepared> {
  readonly events: string[] = [];
  readonly timings: ConnectTiming[] = [];
  /** When each exchange settled, by its own account. */
  readonly settledNs: number[] = [];
  readonly traffic = { bytesIn: 0, bytesOut: 0, inspected: 0, inspectNs: 0, followed: 0 };
  readonly connection: Connection<Prepared>;
  reactions: Reactions = {};
  readonly #options: ProtocolClientOptions<Request, Prepared>;
  readonly #sinks = new Map<string, ExchangeSink>();
  #waiting: { readonly count: number; readonly resolve: () => void } | undefined;

  constructor(options: ProtocolClientOptions<Request, Prepared>) {
    this.#options = options;
    const limits = { depth: 1, connectTimeoutNs: 10 * NS_PER_S, ...options.connection };
    const clock = options.clock ?? realClock(epochNow());
    const { protocol, endpoint } = options;
    this.connection = protocol.connect(endpoint, limits, this, clock, this.traffic);
  }

  opened(_connection: Connection<Prepared>, timing: ConnectTiming): void {
    this.timings.push(timing);
    this.#tell('opened');
    this.reactions.opened?.();
  }

  closed(_connection: Connection<Prepared>, cause: string): void {
    this.#tell(`closed: ${cause}`);
    this.reactions.closed?.();
  }

  #tell(event: string): void {
    this.events.push(event);
    if (this.#waiting && this.events.length >= this.#waiting.count) this.#waiting.resolve();
  }

  /** Opens the connection and resolves when that has succeeded or failed. */
  async open(): Promise<void> {
    const before = this.events.length;
    this.connection.open();
    await this.saw(before + 1);
  }

  /** Starts an exchange, which the events will call by this name. */
  ask(name: string, request: Request): void {
    const { protocol, endpoint } = this.#options;
    const sink = {
      settle: (outcome: Outcome, atNs: number): void => {
        this.settledNs.push(atNs);
        this.#tell(`${name}: ${outcome}`);
        this.reactions.settled?.(name, outcome);
      },
    };
    this.#sinks.set(name, sink);
    this.connection.exchange(protocol.prepare(request, endpoint), sink);
  }

  expire(name: string): void {
    const sink = this.#sinks.get(name);
    if (sink) this.connection.expire(sink);
  }

  /** Resolves with all events when there are so many. */
  async saw(count: number): Promise<readonly string[]> {
    if (this.events.length < count) {
      await new Promise<void>((resolve) => {
        this.#waiting = { count, resolve };
      });
    }
    return this.events;
  }
}
