import type { ServerModule } from '../harness/model/target.ts';
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { nodeHttp } from './node-http.ts';
import { pooled } from './pooled.ts';
import { tcpEcho } from './tcp-echo.ts';

/** The servers that come with the harness. A new one is a file here and a line in this list. */
export const targets = [
  nodeHttp,
  fastify,
  express,
  pooled,
  tcpEcho,
] as const satisfies readonly ServerModule[];
