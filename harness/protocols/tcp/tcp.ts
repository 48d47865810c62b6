import { HarnessError } from '../../model/harness-error.ts';
import type { Protocol } from '../../model/protocol.ts';
import { lookUp } from '../../model/registry.ts';
import type { TcpRequest } from '../../model/scenario.ts';
import { StreamConnection } from '../stream/stream-connection.ts';
import { FrameCodec, type PreparedFrame } from './frame-codec.ts';
import { framings } from './index.ts';

/** Frames over TCP or TLS: one out, one back. */
export const tcp = {
  name: 'tcp',
  about: 'frames over TCP or TLS, one out and one back',
  schemes: ['tcp', 'tls'],
  prepare({ payload, framing, expect }) {
    if (typeof payload !== 'string') {
      throw new HarnessError(
        'scenario',
        `The payload ${JSON.stringify(payload)} is not a text.`,
        'Give every operation of a tcp scenario a payload.',
      );
    }
    const chosen = lookUp('framing', framings, framing ?? 'length-prefixed', 'scenario');
    return {
      bytes: chosen.encode(Buffer.from(payload)),
      framing: chosen,
      answer: expect?.payload === undefined ? undefined : Buffer.from(expect.payload),
    };
  },
  connect(endpoint, options, owner, clock, traffic) {
    const codec = new FrameCodec();
    return new StreamConnection({ endpoint, options, owner, clock, traffic, codec });
  },
} as const satisfies Protocol<TcpRequest, PreparedFrame>;
