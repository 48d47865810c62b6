import type { ServerModule } from '../harness/model/target.ts';
import { FaultServer } from './parts/fault-server.ts';
import { serveHttp } from './parts/loopback-server.ts';

/**
 * A server that misbehaves as the path says, and otherwise answers at once. Each path counts its
 * own requests.
 *
 * | path | answer |
 * |---|---|
 * | `/` | right, at once |
 * | `/delay/MS` | right, after MS milliseconds |
 * | `/stall/AFTER/MS` | right; after AFTER requests one stall, at whose end all are answered |
 * | `/stalls/EVERY-MS/MS` | right; every EVERY-MS milliseconds a stall of MS |
 * | `/close/MS` | right, after MS; closes the connection and says so |
 * | `/reset/AFTER/MS` | right, after MS, but one: after AFTER requests, half of it and a reset |
 * | `/black-hole` | none, ever |
 * | `/refuse/AFTER` | right; after AFTER requests nobody can connect any more |
 * | `/slow-body` | right, byte by byte |
 * | `/truncated/EVERY` | right, but every EVERY-th ends in the middle |
 * | `/wrong-status/EVERY` | right, but every EVERY-th has status 500 |
 * | `/wrong-body/EVERY` | right, but every EVERY-th has another body |
 * | `/malformed/EVERY` | right, but every EVERY-th is not HTTP |
 */
export const faulty = {
  name: 'faulty',
  about: 'misbehaves as its path says: /delay/50, /stall/100/500, /reset/9/0, …',
  protocol: 'http1',
  options: {},
  start() {
    return serveHttp(new FaultServer().server);
  },
} as const satisfies ServerModule;
