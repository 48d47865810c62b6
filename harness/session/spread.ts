/** Where connections go: over servers and over generator threads, evenly and exactly. */

export interface Spread {
  /** For each worker, the server of each of its connections. */
  readonly byWorker: readonly (readonly number[])[];
  /** Connections of each server; these differ by one at most. */
  readonly byServer: readonly number[];
}

/**
 * Connection i goes to server i mod S. Workers take consecutive runs of connections, so that each
 * worker reaches every server; their shares differ by one connection at most.
 */
export function spreadConnections(counts: {
  readonly connections: number;
  readonly servers: number;
  readonly workers: number;
}): Spread {
  const { connections, servers, workers } = counts;
  const byWorker = Array.from({ length: workers }, (_, worker) => {
    const first = Math.floor((worker * connections) / workers);
    const next = Math.floor(((worker + 1) * connections) / workers);
    return Array.from({ length: next - first }, (_, index) => (first + index) % servers);
  });
  const byServer = Array.from(
    { length: servers },
    (_, server) => byWorker.flat().filter((to) => to === server).length,
  );
  return { byWorker, byServer };
}
