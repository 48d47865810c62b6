/**
 * The closed system of the textbooks: N clients, each of which thinks for a time of mean Z and then
 * waits for its answer from c servers behind one line, with exponential service of mean S. It has a
 * product form, so only the mean of the thinking matters. By the arrival theorem a request meets
 * the system as N − 1 clients leave it (Lavenberg and Reiser, 1980). See Lazowska and others,
 * Quantitative System Performance, chapter 6.
 */
import { strict as assert } from 'node:assert';
import { gammaTail } from './gamma.ts';
import { bracketAbove, rootOf } from './root.ts';

/** What fixes a closed system. */
export interface ClosedShape {
  readonly clients: number;
  /** Mean time to serve one request. */
  readonly serviceNs: number;
  /** Mean time between an answer and the client's next request; may be 0. */
  readonly thinkNs: number;
  /** 1 when absent. */
  readonly servers?: number;
}

/** How it runs. */
export interface ClosedQueue {
  readonly throughputPerSecond: number;
  readonly meanNs: number;
  /** Share of time that a server is busy. */
  readonly utilisation: number;
  /** The chance that a response takes longer. */
  tail(timeNs: number): number;
  /** The response time that `percent` of all requests stay below. */
  percentileNs(percent: number): number;
}

/** P(k of the clients are at the servers), k from 0 to `clients`: a birth and death process. */
function presence(shape: Required<ClosedShape>, clients: number): number[] {
  if (shape.thinkNs === 0) return [...new Array<number>(clients).fill(0), 1];
  // As logarithms: thousands of clients would overflow.
  const logs = [0];
  for (let k = 1; k <= clients; k++) {
    const arriving = (clients - k + 1) / shape.thinkNs;
    const leaving = Math.min(k, shape.servers) / shape.serviceNs;
    logs.push((logs[k - 1] as number) + Math.log(arriving / leaving));
  }
  const most = logs.reduce((max, log) => Math.max(max, log));
  const weights = logs.map((log) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Solves a closed system. */
export function closedQueue({ servers = 1, ...rest }: ClosedShape): ClosedQueue {
  const shape = { servers, ...rest };
  const { clients, serviceNs, thinkNs } = shape;
  assert(Number.isInteger(clients) && clients > 0, `${clients} clients`);
  assert(Number.isInteger(servers) && servers > 0, `${servers} servers`);
  assert(serviceNs > 0 && thinkNs >= 0, `service ${serviceNs} ns, thinking ${thinkNs} ns`);
  const busy = presence(shape, clients).reduce(
    (sum, chance, k) => sum + chance * Math.min(k, servers),
    0,
  );
  const perNs = busy / serviceNs;
  const meanNs = clients / perNs - thinkNs;
  const met = presence(shape, clients - 1);
  const tail = (timeNs: number): number =>
    met.reduce((sum, chance, ahead) => sum + chance * tailBehind(shape, ahead, timeNs), 0);
  return {
    throughputPerSecond: perNs * 1e9,
    meanNs,
    utilisation: busy / servers,
    tail,
    percentileNs(percent) {
      const above = (timeNs: number): number => 1 - percent / 100 - tail(timeNs);
      return rootOf(above, bracketAbove(above, 0, meanNs));
    },
  };
}

/**
 * P(T > t) of a request that meets so many. With a free server it is served at once. Otherwise it
 * waits for m = ahead − c + 1 of them to leave, at the rate θ = c/S, and is served then:
 * P(Erlang(m, θ) > t) + e^(−t/S) (θ/(θ − 1/S))^m P(Erlang(m, θ − 1/S) ≤ t); with one server both
 * rates are the same and the whole is Erlang of m + 1.
 */
function tailBehind(shape: Required<ClosedShape>, ahead: number, timeNs: number): number {
  const { servers } = shape;
  const x = timeNs / shape.serviceNs;
  const before = ahead - servers + 1;
  if (before <= 0) return Math.exp(-x);
  if (servers === 1) return gammaTail({ shape: before + 1, x });
  const left = 1 - gammaTail({ shape: before, x: (servers - 1) * x });
  const inService = Math.exp(-x) * (servers / (servers - 1)) ** before * left;
  return gammaTail({ shape: before, x: servers * x }) + inService;
}
