import type { Protocol } from '../../model/protocol.ts';
import { lookUp } from '../../model/registry.ts';
import type { TcpRequest } from '../../model/scenario.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import { ScenarioObject } from '../scenario-object.ts';
import { StreamConnection } from '../stream/stream-connection.ts';
import type { EncodedFrame } from './encoded-frame.ts';
import { FrameAnswerReader } from './frame-answer-reader.ts';
import type { Framing } from './framings/framing.ts';
import { framings } from './framings/index.ts';

/** Throws a scenario error that names the bad value. */
function encodeFrame(request: TcpRequest): EncodedFrame {
  const fields = new ScenarioObject('request', request, ['payload', 'framing', 'expect']);
  const payload = fields.text('payload');
  if (payload === undefined) {
    throw scenarioError('A request has no payload.', 'Add one; it may be empty.');
  }
  const name = fields.text('framing') ?? framings[0].name;
  const framing: Framing = lookUp('framing', framings, name, 'scenario');
  const expect = fields.value('expect');
  const expected =
    expect === undefined
      ? undefined
      : new ScenarioObject('expectation', expect, ['payload']).text('payload');
  return {
    bytes: framing.encode(Buffer.from(payload)),
    framing,
    payload: expected === undefined ? undefined : Buffer.from(expected),
  };
}

const PAYLOAD = 'hello world';

export const tcp = {
  name: 'tcp',
  about: 'one frame out, one frame back, over TCP or TLS, with pipelining',
  schemes: ['tcp', 'tls'],
  tlsSchemes: ['tls'],
  rehearsal: {
    request: { payload: PAYLOAD },
    answer: framings[0].encode(Buffer.from(PAYLOAD)),
  },
  prepare: encodeFrame,
  connect(endpoint, options, owner, clock, traffic) {
    const reader = new FrameAnswerReader();
    return new StreamConnection({ ...options, endpoint, owner, clock, traffic, reader });
  },
} as const satisfies Protocol<TcpRequest, EncodedFrame>;
