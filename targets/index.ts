import type { ServerModule } from '../harness/model/target.ts';
import { express } from './express.ts';
import { fastify } from './fastify.ts';
import { faulty } from './faulty.ts';
import { hono } from './hono.ts';
import { koa } from './koa.ts';
import { nodeCluster } from './node-cluster.ts';
import { nodeHttp } from './node-http.ts';
import { pooled } from './pooled.ts';
import { queue } from './queue.ts';
import { queueBimodal } from './queue-bimodal.ts';
import { queueFixed } from './queue-fixed.ts';
import { shop } from './shop.ts';
import { tcpEcho } from './tcp-echo.ts';

/** The servers that come with the harness. A new one is a file here and a line in this list. */
export const targets = [
  nodeHttp,
  fastify,
  express,
  koa,
  hono,
  nodeCluster,
  shop,
  pooled,
  queue,
  queueFixed,
  queueBimodal,
  faulty,
  tcpEcho,
] as const satisfies readonly ServerModule[];
