/** One worker process of `node-cluster`: the item API, on a port that all workers share. */
import { nodeHttp } from '../node-http.ts';

/** Between a worker and its primary. */
export type ClusterMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'count'; readonly requests: number };

const send = (message: ClusterMessage): void => {
  process.send?.(message);
};

if (process.env['STEELYARD_CLUSTER_WORKER'] !== undefined) {
  const server = await nodeHttp.start();
  send({ kind: 'listening', port: server.port });
  // Whatever it is sent is the question how many it has taken.
  process.on('message', () => {
    send({ kind: 'count', requests: server.requests() });
  });
  process.on('disconnect', () => process.exit());
}
