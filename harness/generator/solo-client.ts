import type { Clock } from '../model/clock.ts';
import type {
  AnswerFault,
  Connection,
  ConnectionOwner,
  Endpoint,
  Outcome,
  Protocol,
} from '../model/protocol.ts';

/** What came of one request. */
export interface SoloAnswer {
  readonly outcome: Outcome;
  /** What was wrong with the answer, or why there was none. */
  readonly fault: AnswerFault | undefined;
}

export interface SoloOptions {
  readonly protocol: Protocol;
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly timeoutNs: number;
}

/** One client that asks one thing at a time and has all the time for it: nothing is measured. */
export class SoloClient implements ConnectionOwner {
  readonly #options: SoloOptions;
  readonly #connection: Connection;
  #open = false;
  #cause = '';
  #changed: (() => void) | undefined;

  constructor(options: SoloOptions) {
    this.#options = options;
    const { protocol, endpoint, clock, timeoutNs } = options;
    const traffic = { bytesIn: 0, bytesOut: 0, inspected: 0, inspectNs: 0, followed: 0 };
    const limits = { depth: 1, connectTimeoutNs: timeoutNs };
    this.#connection = protocol.connect(endpoint, limits, this, clock, traffic);
  }

  opened(): void {
    this.#open = true;
    this.#changed?.();
  }

  closed(_connection: Connection, cause: string): void {
    this.#open = false;
    this.#cause = cause;
    this.#changed?.();
  }

  /**
   * Sends one request, and whatever its answer leads to, and resolves with what came of it; never
   * rejects. `limitNs` is for a request with a time of its own.
   */
  async ask(request: unknown, limitNs?: number): Promise<SoloAnswer> {
    for (let asked = request; ; ) {
      const answer = await this.#exchange(asked, limitNs ?? this.#options.timeoutNs);
      const next = this.#options.protocol.next?.(asked);
      if (next === undefined) return answer;
      asked = next;
    }
  }

  async #exchange(request: unknown, limitNs: number): Promise<SoloAnswer> {
    if (!this.#open) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
        this.#connection.open();
      });
      this.#changed = undefined;
      if (!this.#open) return { outcome: 'connect', fault: this.#nothing('a connection') };
    }
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const sink = {
        settle: (outcome: Outcome): void => {
          late.clear();
          const fault = outcome === 'ok' ? undefined : this.#connection.fault?.();
          const told = outcome === 'status' || outcome === 'mismatch' ? fault : undefined;
          resolve({
            outcome,
            fault:
              outcome === 'ok' ? undefined : (told ?? this.#nothing('a whole answer', outcome)),
          });
        },
      };
      const late = clock.alarm('coarse', () => this.#connection.expire(sink));
      late.set(clock.nowNs() + limitNs);
      this.#connection.exchange(request, sink);
    });
  }

  #nothing(expected: string, outcome = ''): AnswerFault {
    const why = this.#cause === '' ? '' : `: ${this.#cause}`;
    return { expected, got: outcome === '' ? `none${why}` : `${outcome}${why}` };
  }

  close(): void {
    this.#connection.close();
  }
}
