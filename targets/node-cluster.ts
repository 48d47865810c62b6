import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningServer, ServerModule, ServerOptions } from '../harness/model/target.ts';
import type { ClusterMessage } from './parts/cluster-worker.ts';
import { settingsWithin } from './parts/setting-range.ts';

const options = { workers: 2 } as const satisfies ServerOptions;

const ranges = { workers: { from: 1, to: 256, whole: true } } as const;

/** The same port for all: the primary accepts, and hands connections to the workers in turn. */
async function start(asked: ServerOptions): Promise<RunningServer> {
  const settings = settingsWithin('node-cluster', { ...options, ...asked }, ranges);
  const file = `./parts/cluster-worker${extname(import.meta.filename)}`;
  cluster.setupPrimary({ exec: fileURLToPath(new URL(file, import.meta.url)), args: [] });
  const workers = Array.from({ length: settings.workers }, () => {
    return cluster.fork({ STEELYARD_CLUSTER_WORKER: '1' });
  });
  let taken = 0;
  const ports = await Promise.all(workers.map(portOf));
  return {
    port: ports[0] ?? 0,
    requests: () => taken,
    async refresh() {
      const counts = await Promise.all(workers.map(countOf));
      taken = counts.reduce((sum, requests) => sum + requests, 0);
    },
    async close() {
      const gone = workers.map((worker) => (worker.isDead() ? undefined : once(worker, 'exit')));
      for (const worker of workers) worker.kill('SIGKILL');
      await Promise.all(gone);
    },
  };
}

/** How many requests a worker has taken. Rejects when it is gone. */
function countOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: ClusterMessage) => {
      if (message.kind === 'count') resolve(message.requests);
    });
    worker.once('exit', () => reject(new Error('a worker has ended')));
    worker.send('count');
  });
}

/** Rejects when the worker ends before it listens. */
function portOf(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: ClusterMessage) => {
      if (message.kind === 'listening') resolve(message.port);
    });
    worker.once('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
  });
}

/** The item API on bare `node:http` behind one address, in as many processes as asked. */
export const nodeCluster = {
  name: 'node-cluster',
  about: 'the item API on node:http in several processes, one address',
  protocol: 'http1',
  options,
  start,
} as const satisfies ServerModule;
