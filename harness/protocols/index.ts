/** Every protocol. A new one is a file or folder of its own and a line here. */
import { http1 } from './http1/http1.ts';
import { tcp } from './tcp/tcp.ts';

export const protocols = [http1, tcp] as const;
