import type { Protocol } from '../../model/protocol.ts';
import type { HttpRequest } from '../../model/scenario.ts';
import { StreamConnection } from '../stream/stream-connection.ts';
import { encodeRequest, type PreparedHttp } from './request-encoder.ts';
import { ResponseCodec } from './response-codec.ts';

/** HTTP/1.1 over TCP and TLS. */
export const http1 = {
  name: 'http1',
  about: 'HTTP/1.1 over TCP or TLS, keep-alive, pipelining',
  schemes: ['http', 'https'],
  prepare: encodeRequest,
  connect(endpoint, options, owner, clock, traffic) {
    const codec = new ResponseCodec();
    return new StreamConnection({ endpoint, options, owner, clock, traffic, codec });
  },
} as const satisfies Protocol<HttpRequest, PreparedHttp>;
