import type { Protocol } from '../model/protocol.ts';
import { http1 } from './http1/http1.ts';
import { tcp } from './tcp/tcp.ts';

/** How clients can talk to servers. A new protocol is a folder here and a line in this list. */
export const protocols = [http1, tcp] as const satisfies readonly Protocol[];
