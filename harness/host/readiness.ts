import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../model/harness-error.ts';

const POLL_MS = 20;
const ATTEMPT_MS = 1000;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Where a target listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port of a target's URL. Throws a usage error for anything without them. */
export function addressOf(url: string): Address {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const port = Number(parsed?.port) || DEFAULT_PORTS[parsed?.protocol ?? ''];
  if (!parsed?.hostname || port === undefined) {
    throw new HarnessError(
      'usage',
      `The target's URL "${url}" does not say where to connect.`,
      'Write scheme, host and port, such as http://127.0.0.1:3000 or tcp://127.0.0.1:9000.',
    );
  }
  // A URL has IPv6 addresses in brackets, a socket wants them bare.
  return { host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

function causeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Connects once. Resolves with undefined when that worked, otherwise with why not. */
export function tryConnect(address: Address, timeoutMs = ATTEMPT_MS): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: timeoutMs });
    const end = (cause?: string): void => {
      socket.destroy();
      resolve(cause);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end('no connection in time'));
    socket.on('error', (error) => end(causeOf(error)));
  });
}

/**
 * Asks once for a path. Resolves with undefined when it answers 2xx, otherwise with what it did.
 */
export function tryHealth(url: string, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const where = new URL(path, url);
    const request = where.protocol === 'https:' ? httpsRequest : httpRequest;
    const end = (cause?: string): void => {
      asked.destroy();
      resolve(cause);
    };
    // Whom to trust is for the load's own connections to say; here it only matters that it answers.
    const asked = request(where, { agent: false, timeout: ATTEMPT_MS, rejectUnauthorized: false });
    asked.once('response', ({ statusCode = 0 }) => {
      const good = statusCode >= 200 && statusCode < 300;
      end(good ? undefined : `GET ${where.pathname} answered ${statusCode}`);
    });
    asked.once('timeout', () => end(`GET ${where.pathname} did not answer in time`));
    asked.on('error', (error) => end(causeOf(error)));
    asked.end();
  });
}

/** Tries until it works or is over; `pending` is told why the latest try failed. */
export async function untilAnswered(
  attempt: () => Promise<string | undefined>,
  over: AbortSignal,
  pending: (cause: string) => void,
): Promise<void> {
  for (let cause = await attempt(); cause !== undefined; cause = await attempt()) {
    pending(cause);
    await sleep(POLL_MS, undefined, { signal: over });
  }
}
