import { X509Certificate } from 'node:crypto';
import { HarnessError } from '../model/harness-error.ts';
import type { Endpoint, Protocol, TlsOptions } from '../model/protocol.ts';
import { nearest } from '../model/registry.ts';
import { protocols } from './index.ts';

/** What the user trusts on TLS connections. */
export interface EndpointTrust {
  /** Accept any certificate. */
  readonly insecure: boolean;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

/** A URL, taken apart. */
export interface Address {
  readonly endpoint: Endpoint;
  /** Path and query; empty where the protocol has none. */
  readonly path: string;
}

const refuse = (message: string, next: string): HarnessError =>
  new HarnessError('usage', message, next);

/** Reads the URL of a server. Throws a usage error that names what is wrong with it. */
export function endpointOf(
  url: string,
  trust: EndpointTrust,
  known: readonly Protocol[] = protocols,
): Address {
  const parsed = parse(url, known);
  const scheme = parsed.protocol.slice(0, -1);
  const protocol = protocolOf(scheme, url, known);
  if (parsed.username !== '' || parsed.password !== '') {
    throw refuse(
      `The URL ${parsed.host} has a user name or password in it.`,
      'Leave it out; put an Authorization header into the requests of the scenario.',
    );
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw refuse(`The URL "${url}" names no host.`, `Write ${scheme}://HOST:PORT.`);
  const port = portOf(parsed, protocol, url);
  const common = { host, port, authority: parsed.host };
  const path = `${parsed.pathname}${parsed.search}`;
  if (!protocol.tlsSchemes?.includes(scheme)) return { endpoint: common, path };
  return { endpoint: { ...common, tls: tlsOptions(host, trust) }, path };
}

function parse(url: string, known: readonly Protocol[]): URL {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url) && URL.canParse(url)) return new URL(url);
  const [scheme] = known.flatMap((protocol) => protocol.schemes);
  throw refuse(`"${url}" is not a URL.`, `Write one such as ${scheme}://127.0.0.1:8080/.`);
}

function protocolOf(scheme: string, url: string, known: readonly Protocol[]): Protocol {
  const found = known.find((protocol) => protocol.schemes.includes(scheme));
  if (found) return found;
  const schemes = known.flatMap((protocol) => protocol.schemes);
  const guess = nearest(scheme, schemes);
  throw refuse(
    `No protocol has the scheme "${scheme}" of ${url}.`,
    `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${schemes.join(', ')}.`,
  );
}

function portOf(parsed: URL, protocol: Protocol, url: string): number {
  const scheme = parsed.protocol.slice(0, -1);
  const port = parsed.port === '' ? protocol.defaultPorts?.[scheme] : Number(parsed.port);
  if (port !== undefined && port > 0) return port;
  throw refuse(
    port === 0 ? `The URL ${url} has port 0.` : `The URL ${url} names no port.`,
    `Write ${scheme}://${parsed.hostname}:PORT.`,
  );
}

function tlsOptions(servername: string, { insecure, ca }: EndpointTrust): TlsOptions {
  const verify = !insecure;
  if (ca === undefined) return { servername, verify };
  try {
    // Node.js itself ignores what it cannot read and would then trust nobody.
    new X509Certificate(ca);
  } catch (cause) {
    throw new HarnessError(
      'usage',
      'The authorities to trust are not certificates in PEM form.',
      'Give a file that has -----BEGIN CERTIFICATE----- in it.',
      { cause },
    );
  }
  return { servername, verify, ca };
}
