import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { NS_PER_MS } from '../../harness/model/units.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import { AnswerQueue, nowNs } from './answer-queue.ts';
import { type Fault, parseFault } from './fault-path.ts';
import { TEXT, TEXT_TYPE } from './item-api.ts';

/** Half of an answer is out by then, even on a busy machine. */
const RESET_AFTER_MS = 20;
const HALF = TEXT.slice(0, TEXT.length / 2);
const BROKEN = 'This is not HTTP.\r\n\r\n';

const head = (text: string) => ({
  'Content-Type': TEXT_TYPE,
  'Content-Length': Buffer.byteLength(text),
});

/** What is known of one path: how many requests it has had, and since when. */
interface PathState {
  readonly firstNs: number;
  requests: number;
  /** Nothing is answered before this. */
  stalledUntilNs: number;
}

/** One request to a path with a fault. */
interface Faulted {
  readonly fault: Fault;
  readonly state: PathState;
  readonly arrivedNs: number;
  readonly response: ServerResponse;
}

/** The right answer, but for what is given. */
function answerWith(
  response: ServerResponse,
  { status = 200, body = TEXT }: { readonly status?: number; readonly body?: string } = {},
): void {
  response.writeHead(status, head(body)).end(body);
}

/** Says how long the answer is and sends half of it. */
function answerHalf(response: ServerResponse): void {
  response.writeHead(200, head(TEXT)).write(HALF);
}

function truncate(response: ServerResponse): void {
  answerHalf(response);
  response.socket?.end();
}

function breakOff(response: ServerResponse): void {
  answerHalf(response);
  setTimeout(() => response.socket?.resetAndDestroy(), RESET_AFTER_MS);
}

/** Each byte of the body in a packet of its own, as far as the network leaves it at that. */
function answerByteByByte(response: ServerResponse): void {
  response.writeHead(200, head(TEXT)).flushHeaders();
  let sent = 0;
  const next = (): void => {
    response.write(TEXT.slice(sent, sent + 1));
    sent += 1;
    if (sent < TEXT.length) setImmediate(next);
    else response.end();
  };
  setImmediate(next);
}

/** Plays the faults. Counts each path for itself, so that every `n`-th request is exact. */
export class FaultServer {
  readonly server: Server;
  readonly #answers = new AnswerQueue();
  readonly #states = new Map<string, PathState>();

  constructor() {
    this.server = createServer({ noDelay: true }, (request, response) => {
      this.#serve(request, response);
    });
  }

  #serve({ url = '/' }: IncomingMessage, response: ServerResponse): void {
    if (url === '/') {
      answerWith(response);
      return;
    }
    const fault = parseFault(url);
    if (fault === undefined) {
      answerWith(response, { status: 404, body: '' });
      return;
    }
    const arrivedNs = nowNs();
    const state = this.#states.get(url) ?? { firstNs: arrivedNs, requests: 0, stalledUntilNs: 0 };
    this.#states.set(url, state);
    state.requests += 1;
    this.#misbehave({ fault, state, arrivedNs, response });
  }

  #misbehave(faulted: Faulted): void {
    const { fault, state, response } = faulted;
    const { kind, first, second } = fault;
    const isNth = state.requests % first === 0;
    switch (kind) {
      case 'delay':
        this.#answerAfter(first, faulted);
        break;
      case 'stall':
      case 'stalls':
        this.#stall(faulted);
        break;
      case 'close':
        response.setHeader('Connection', 'close');
        this.#answerAfter(first, faulted);
        break;
      case 'reset':
        if (state.requests === first + 1) breakOff(response);
        else this.#answerAfter(second, faulted);
        break;
      case 'black-hole':
        break;
      case 'refuse':
        this.#refuse(faulted);
        break;
      case 'slow-body':
        answerByteByByte(response);
        break;
      case 'truncated':
        if (isNth) truncate(response);
        else answerWith(response);
        break;
      case 'wrong-status':
        answerWith(response, { status: isNth ? 500 : 200 });
        break;
      case 'wrong-body':
        answerWith(response, { body: isNth ? HALF : TEXT });
        break;
      case 'malformed':
        if (isNth) response.socket?.end(BROKEN);
        else answerWith(response);
        break;
      default:
        unreachable(kind);
    }
  }

  #answerAfter(delayMs: number, faulted: Faulted): void {
    this.#answerAt(faulted.arrivedNs + delayMs * NS_PER_MS, faulted);
  }

  #answerAt(dueNs: number, { arrivedNs, response }: Faulted): void {
    this.#answers.put({ arrivedNs, dueNs, answer: () => answerWith(response) });
  }

  /** Whatever arrives within a stall is answered at its end. */
  #stall(faulted: Faulted): void {
    const { fault, state, arrivedNs } = faulted;
    const stallNs = fault.second * NS_PER_MS;
    if (fault.kind === 'stalls') {
      const everyNs = fault.first * NS_PER_MS;
      const begunNs = arrivedNs - ((arrivedNs - state.firstNs) % everyNs);
      state.stalledUntilNs = begunNs + stallNs;
    } else if (state.requests === fault.first + 1) {
      state.stalledUntilNs = arrivedNs + stallNs;
    }
    this.#answerAt(Math.max(arrivedNs, state.stalledUntilNs), faulted);
  }

  /** The last request is answered, and from then on nobody can connect. */
  #refuse({ fault, state, response }: Faulted): void {
    const last = state.requests >= fault.first;
    if (last) response.setHeader('Connection', 'close');
    answerWith(response);
    if (!last) return;
    this.server.close();
    this.server.closeIdleConnections();
  }
}
