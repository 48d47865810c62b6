import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import {
  checkServerIdentity,
  createSecureContext,
  type PeerCertificate,
  type SecureContext,
  connect as tlsConnect,
} from 'node:tls';
import type { Alarm, Clock } from '../../model/clock.ts';
import type { ConnectTiming, Endpoint, TlsOptions } from '../../model/protocol.ts';
import { DirectWriter } from './direct-writer.ts';
import { TlsWriter } from './tls-writer.ts';

/** Whoever talks over the wire. */
export interface WireOwner {
  /** Connected, and the TLS handshake done. */
  up(timing: ConnectTiming): void;
  /** The bytes are the owner's until this returns: the buffer is the same for the next read. */
  received(bytes: Buffer, length: number): void;
  /** The server sends no more. */
  ended(): void;
  /** It could not be connected, or it failed. */
  broken(cause: string): void;
}

export interface WireOptions {
  readonly endpoint: Endpoint;
  /** For the connection and the TLS handshake together. */
  readonly connectTimeoutNs: number;
  /** How many requests may be in flight at once. */
  readonly depth: number;
  readonly clock: Clock;
}

/** One for all sockets of the thread, since what was read is dealt with before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** A context parses its certificates when it is made, so connections to one endpoint share one. */
const contexts = new WeakMap<TlsOptions, SecureContext>();

function contextOf(tls: TlsOptions): SecureContext {
  const known = contexts.get(tls);
  if (known) return known;
  const made = createSecureContext(tls.ca === undefined ? {} : { ca: tls.ca });
  contexts.set(tls, made);
  return made;
}

/** `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT` and so on; a message where there is no code. */
const causeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

/**
 * One TCP or TLS socket from the attempt to connect to its end. A wire that is let go of or
 * destroyed never calls its owner again.
 */
export class Wire {
  readonly #socket: Socket;
  readonly #secure: boolean;
  readonly #pipelined: boolean;
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #startNs: number;
  #connectedNs: number | undefined;
  /** Of a socket that is connected. */
  #writer: DirectWriter | TlsWriter | undefined;
  #held = false;
  #up = false;
  #owner: WireOwner | undefined;

  /** Starts to connect. The owner is not called before this returns. */
  constructor(options: WireOptions, owner: WireOwner) {
    const { endpoint, connectTimeoutNs, clock } = options;
    this.#owner = owner;
    this.#clock = clock;
    this.#secure = endpoint.tls !== undefined;
    this.#pipelined = options.depth > 1;
    this.#startNs = clock.nowNs();
    this.#alarm = clock.alarm('coarse', () => this.#late());
    this.#alarm.set(this.#startNs + connectTimeoutNs);
    this.#socket = this.#dial(endpoint);
    this.#listen();
  }

  #dial({ host, port, tls }: Endpoint): Socket {
    const onread = {
      buffer: readBuffer,
      callback: (length: number): boolean => {
        this.#owner?.received(readBuffer, length);
        return true;
      },
    };
    if (!tls) return tcpConnect({ host, port, onread });
    // TLS sockets take `onread` as well, though the types do not know it.
    const options = {
      host,
      port,
      onread,
      secureContext: contextOf(tls),
      rejectUnauthorized: tls.verify,
      checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
        checkServerIdentity(tls.servername, certificate),
    };
    // An address is no server name (RFC 6066, section 3).
    return tlsConnect(isIP(tls.servername) ? options : { ...options, servername: tls.servername });
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      this.#connectedNs = this.#clock.nowNs();
      this.#socket.setNoDelay(true);
      if (!this.#secure) this.#rise(this.#connectedNs);
    });
    this.#socket.on('secureConnect', () => this.#rise(this.#clock.nowNs()));
    this.#socket.on('error', (error) => this.#break(causeOf(error)));
    this.#socket.on('end', () => {
      // An end within the handshake is an error with a code as well, which says more.
      if (this.#up) this.#owner?.ended();
    });
    this.#socket.on('close', () => this.#break('closed'));
  }

  #rise(nowNs: number): void {
    this.#alarm.clear();
    this.#up = true;
    if (!this.#secure) this.#writer = new DirectWriter(this.#socket);
    else if (!this.#pipelined) this.#writer = new TlsWriter(this.#socket);
    const connectedNs = this.#connectedNs ?? nowNs;
    const connectNs = connectedNs - this.#startNs;
    this.#owner?.up({ connectNs, handshakeNs: nowNs - connectedNs });
  }

  #late(): void {
    this.#break(this.#connectedNs === undefined ? 'connect timeout' : 'TLS handshake timeout');
  }

  #break(cause: string): void {
    const owner = this.#owner;
    this.destroy();
    owner?.broken(cause);
  }

  write(bytes: Buffer): void {
    if (this.#writer === undefined || this.#queues) this.#socket.write(bytes);
    else this.#writer.write(bytes);
  }

  /** What was held back goes through the socket's own queue, and nothing may pass it there. */
  get #queues(): boolean {
    return this.#pipelined && (this.#held || this.#socket.writableLength > 0);
  }

  /** What is written until `release` leaves together, in one system call. */
  hold(): void {
    this.#held = true;
    this.#socket.cork();
  }

  release(): void {
    this.#held = false;
    this.#socket.uncork();
  }

  /**
   * Waits for the server to close and then closes, too. Whoever closes first keeps the port for a
   * minute (TIME_WAIT), and a client that always did would run out of ports.
   */
  letGo(): void {
    this.#owner = undefined;
  }

  /** Closes at once. */
  destroy(): void {
    this.#owner = undefined;
    this.#alarm.clear();
    this.#socket.destroy();
  }
}
