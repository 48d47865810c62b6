/**
 * Serves the live page on loopback: the page itself, a stream of what changes on it, and in the end
 * the report. It is for the eyes of who measures. So it answers nobody who came by another name
 * than loopback's, as a page elsewhere does whose name was pointed here (DNS rebinding), and no
 * stream to other pages' scripts.
 */
import type { ServerResponse } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { FAILED, OVER, REPORT_PATH, SHOW, STREAM_PATH } from '../../reports/live/live-names.ts';
import { livePolicy, type Regions } from '../../reports/live/live-page.ts';

const HOST = '127.0.0.1';
/** Each takes a write a second. */
const READERS_MAX = 20;
/** A browser whose connection broke asks again after this. */
const RETRY_MS = 1000;
/** How long those who look are given to fetch the report; a tab that sleeps may never do so. */
const FETCH_MS = 3000;

/** The report has a policy of its own, and no script. */
const reportPolicy = "script-src 'none'; connect-src 'none'; frame-ancestors 'none'";

const headers = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Where the markup comes from; asked only when somebody looks. */
export interface Shown {
  page(): string;
  regions(): Regions;
}

/** A browser that looks, and whether it has missed something. */
interface Reader {
  readonly response: ServerResponse;
  behind: boolean;
}

const eventText = (name: string, data: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

export class LiveServer {
  readonly #app: FastifyInstance;
  readonly #shown: Shown;
  readonly #readers = new Set<Reader>();
  #regions: Regions = {};
  #report: string | undefined;
  #fetched: () => void = () => undefined;

  /** Listens on a port of loopback. Throws what the system says when it cannot. */
  static async listen(port: number, shown: Shown): Promise<LiveServer> {
    const server = new LiveServer(shown);
    await server.#app.listen({ host: HOST, port });
    return server;
  }

  private constructor(shown: Shown) {
    this.#shown = shown;
    this.#app = fastify({ forceCloseConnections: true });
    this.#app.addHook('onRequest', (request, reply, next) => {
      const fault = this.#faultOf(request);
      if (fault === undefined) next();
      else reply.code(403).headers(headers).type('text/plain').send(`${fault}\n`);
    });
    this.#app.get('/', (_, reply) => {
      if (this.#report !== undefined) return reply.redirect(REPORT_PATH);
      return this.#send(reply, this.#shown.page(), livePolicy);
    });
    this.#app.get(STREAM_PATH, (_, reply) => this.#stream(reply));
    this.#app.get(REPORT_PATH, (request, reply) => {
      const report = this.#report;
      if (report === undefined) return reply.redirect('/');
      // The connection closes when all of it is on its way; to close it earlier could lose the end.
      request.raw.socket.once('close', () => this.#fetched());
      reply.header('connection', 'close');
      return this.#send(reply, report, reportPolicy);
    });
  }

  get #port(): number {
    const address = this.#app.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get url(): string {
    return `http://${HOST}:${this.#port}/`;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** Why a request is not answered; undefined when it is. */
  #faultOf({ headers: sent }: FastifyRequest): string | undefined {
    if (![HOST, 'localhost'].some((name) => sent.host === `${name}:${this.#port}`)) {
      return `This page is at ${this.url} and under no other name.`;
    }
    const { 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode } = sent;
    // Of what other pages can do, only to link here is harmless.
    const isOwn = site === 'same-origin' || site === 'none' || mode === 'navigate';
    return isOwn ? undefined : 'This page is not for other pages.';
  }

  #send(reply: FastifyReply, page: string, policy: string): FastifyReply {
    reply.headers({ ...headers, 'content-security-policy': policy });
    return reply.type('text/html; charset=utf-8').send(page);
  }

  #stream(reply: FastifyReply): void {
    if (this.#readers.size >= READERS_MAX) {
      reply.code(503).headers(headers).type('text/plain').send('Too many look already.\n');
      return;
    }
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: ${RETRY_MS}\n\n`);
    if (this.#report !== undefined) {
      response.end(eventText(OVER, null));
      return;
    }
    const reader: Reader = { response, behind: true };
    this.#readers.add(reader);
    response.once('close', () => this.#readers.delete(reader));
    this.changed();
  }

  /** Shows everybody who looks what is new. Draws nothing when nobody does. */
  changed(): void {
    if (this.#readers.size === 0) return;
    const before = this.#regions;
    this.#regions = this.#shown.regions();
    const news = Object.fromEntries(
      Object.entries(this.#regions).filter(([id, markup]) => before[id] !== markup),
    );
    for (const reader of this.#readers) {
      // Who reads slowly misses some, and then gets it all: nothing piles up here.
      if (reader.response.writableNeedDrain) reader.behind = true;
      else {
        const due = reader.behind ? this.#regions : news;
        if (Object.keys(due).length > 0) reader.response.write(eventText(SHOW, due));
        reader.behind = false;
      }
    }
  }

  /**
   * Turns every page that is open into the report. Resolves when all have it, or have had time
   * enough; at once when there is none.
   */
  async turnInto(report: string): Promise<void> {
    this.#report = report;
    let left = this.#readers.size;
    if (left > 0) {
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(resolve, FETCH_MS);
        this.#fetched = () => {
          left--;
          if (left > 0) return;
          clearTimeout(deadline);
          resolve();
        };
        for (const { response } of this.#readers) response.end(eventText(OVER, null));
      });
    }
    await this.#app.close();
  }

  /** Tells every page that there will be no report, and why. */
  async fail(why: string): Promise<void> {
    const told = [...this.#readers].map(
      ({ response }) =>
        new Promise<void>((resolve) => response.end(eventText(FAILED, why), () => resolve())),
    );
    await Promise.race([Promise.all(told), deadline(FETCH_MS)]);
    await this.#app.close();
  }
}

/** Does not keep the process alive by itself. */
const deadline = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref());
