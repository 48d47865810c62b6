import type { Scenario, TcpRequest } from '../harness/model/scenario.ts';

const PAYLOAD = 'weigh this';

export const tcpEcho = {
  name: 'tcp-echo',
  about: 'a length-prefixed frame, which must come back byte for byte',
  protocol: 'tcp',
  operations: [
    {
      name: 'echo',
      request: {
        payload: PAYLOAD,
        framing: 'length-prefixed',
        expect: { payload: PAYLOAD },
      },
    },
  ],
} as const satisfies Scenario<TcpRequest>;
