/** One worker process of `node-cluster`: the item API, on a port that all workers share. */
import { nodeHttp } from '../node-http.ts';

/** Between a worker and its primary. */
export type ClusterMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'count'; readonly requests: number };

const send = (message: ClusterMessage): void => {
  process.send?.(message);
};

/** How often a worker tells how many requests it has taken, in ms. */
const COUNT_MS = 100;

if (process.env['STEELYARD_CLUSTER_WORKER'] !== undefined) {
  const server = await nodeHttp.start();
  send({ kind: 'listening', port: server.port });
  let told = 0;
  setInterval(() => {
    const requests = server.requests();
    if (requests !== told) send({ kind: 'count', requests });
    told = requests;
  }, COUNT_MS).unref();
  process.on('disconnect', () => process.exit());
}
