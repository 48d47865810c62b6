import { HarnessError } from '../model/harness-error.ts';
import type { Endpoint } from '../model/protocol.ts';

export interface Trust {
  /** Accept any certificate. */
  readonly insecure: boolean;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

/** Ports of the schemes that have one of their own. */
const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 };
const SECURE = ['https', 'tls'];

/** Where a URL leads, and its path with the query. Throws a usage error for what is no address. */
export function endpointOf(
  url: string,
  trust: Trust,
): { readonly endpoint: Endpoint; readonly path: string } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = parsed?.protocol.slice(0, -1) ?? '';
  const port = Number(parsed?.port) || PORTS[scheme];
  if (parsed === undefined || parsed.hostname === '' || port === undefined) {
    throw new HarnessError(
      'usage',
      `"${url}" is not an address${parsed !== undefined && port === undefined ? ': it has no port' : ''}.`,
      'Write it with scheme, host and port, such as http://127.0.0.1:3000/.',
    );
  }
  // The square brackets of an IPv6 address belong to the URL, not to the host.
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const tls = { servername: host, verify: !trust.insecure, ...(trust.ca ? { ca: trust.ca } : {}) };
  const secure = SECURE.includes(scheme);
  const endpoint = { host, port, authority: parsed.host, ...(secure ? { tls } : {}) };
  return { endpoint, path: `${parsed.pathname || '/'}${parsed.search}` };
}
