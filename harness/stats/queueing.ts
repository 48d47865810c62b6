/**
 * Queues whose response times are in the textbooks: the ground truth that the harness is held
 * against. One server unless said, first come first served, nobody gives up. `load` is the share of
 * time that a server is busy, from 0 to below 1. Formulas from Gross, Shortle, Thompson and Harris,
 * Fundamentals of Queueing Theory (4th ed.), chapters 2, 5 and 6.
 */
import { strict as assert } from 'node:assert';
import { bracketAbove, rootOf } from './root.ts';

/** An open queue. Letters as in Kendall's notation: M exponential, D constant. */
export interface QueueShape {
  /** Mean time to serve one request. */
  readonly serviceNs: number;
  readonly load: number;
}

/** The time from a request's arrival to its answer, in ns that are not rounded. */
export interface ResponseTime {
  readonly meanNs: number;
  /** The chance that it takes longer. */
  tail(timeNs: number): number;
  /** The time that `percent` of all requests stay below. */
  percentileNs(percent: number): number;
}

function checkShape({ serviceNs, load }: QueueShape): void {
  assert(serviceNs > 0, `a service time of ${serviceNs} ns`);
  assert(load > 0 && load < 1, `a load of ${load} has no steady state`);
}

/** Exponential response times, as several queues have them. */
function exponential(meanNs: number): ResponseTime {
  return {
    meanNs,
    tail: (timeNs) => Math.exp(-timeNs / meanNs),
    percentileNs: (percent) => -Math.log1p(-percent / 100) * meanNs,
  };
}

/** Percentiles by solving tail(t) = 1 − p, for tails without an inverse in closed form. */
function solved(meanNs: number, tail: (timeNs: number) => number): ResponseTime {
  const percentileNs = (percent: number): number => {
    const above = (timeNs: number): number => 1 - percent / 100 - tail(timeNs);
    return rootOf(above, bracketAbove(above, 0, meanNs));
  };
  return { meanNs, tail, percentileNs };
}

/** M/M/1: independent callers, exponential service. T is exponential of mean S/(1 − ρ). */
export function mm1(shape: QueueShape): ResponseTime {
  checkShape(shape);
  return exponential(shape.serviceNs / (1 - shape.load));
}

/**
 * The rate at which an M/M/1 queue's percentile is just the limit: μ − ln(1/(1 − p))/L, per second;
 * 0 where no rate holds it.
 */
export function mm1CapacityPerSecond(question: {
  readonly serviceNs: number;
  readonly percent: number;
  readonly limitNs: number;
}): number {
  const { serviceNs, percent, limitNs } = question;
  return Math.max(0, 1e9 * (1 / serviceNs + Math.log1p(-percent / 100) / limitNs));
}

/**
 * D/M/1: arrivals at equal gaps, exponential service. T is exponential of mean S/(1 − σ), where σ
 * is the root below 1 of σ = e^(−(1 − σ)/ρ).
 */
export function dm1(shape: QueueShape): ResponseTime {
  checkShape(shape);
  const { serviceNs, load } = shape;
  // For 1 − σ, which keeps its digits where σ is close to 1: 1 − x = e^(−x/ρ), x > 0.
  const gap = (x: number): number => Math.exp(-x / load) - 1 + x;
  const lowest = (1 - load) * load;
  return exponential(serviceNs / rootOf(gap, { low: lowest, high: 1 }));
}

/**
 * M/D/1: independent callers, constant service. Exact, by the number found in the queue: for t in
 * [(k − 1)S, kS), with u = λ(kS − t), P(W ≤ t) = e^(−u) Σⱼ Q(k − 1 − j) uʲ/j!, where Q(m) is the
 * chance that m or fewer wait. All terms are positive, so nothing cancels, unlike in Erlang's
 * alternating sum (Franx, A simple solution for the M/D/c waiting time distribution, 2001).
 */
export function md1(shape: QueueShape): ResponseTime {
  checkShape(shape);
  const { serviceNs, load } = shape;
  const waiting = waitingAtMost(load);
  const tail = (timeNs: number): number => {
    const waitedNs = timeNs - serviceNs;
    if (waitedNs < 0) return 1;
    const k = Math.floor(waitedNs / serviceNs) + 1;
    const u = load * Math.max(0, k - waitedNs / serviceNs);
    let weight = Math.exp(-u);
    let sum = 0;
    for (let j = 0; j < k; j++) {
      sum += waiting(k - 1 - j) * weight;
      weight *= u / (j + 1);
    }
    return Math.max(0, 1 - sum);
  };
  return solved(serviceNs + (load * serviceNs) / (2 * (1 - load)), tail);
}

/**
 * P(at most m wait) in M/D/1, computed as far as it is asked for. With aᵢ the chance of i arrivals
 * during one service and πₙ that of n in the system, what goes up past n comes down again:
 * πₙ₊₁ a₀ = π₀ P(A > n) + Σₖ πₖ P(A > n + 1 − k), k = 1 to n.
 */
function waitingAtMost(load: number): (m: number) => number {
  const none = Math.exp(-load);
  let chance = none;
  /** P(A > i). */
  const more = [1 - none];
  const inSystem = [1 - load];
  const atMost: number[] = [];
  const grow = (): void => {
    const n = inSystem.length - 1;
    let up = (inSystem[0] as number) * (more[n] as number);
    for (let k = 1; k <= n; k++) up += (inSystem[k] as number) * (more[n + 1 - k] as number);
    inSystem.push(up / none);
    chance *= load / (n + 1);
    more.push(Math.max(0, (more[n] as number) - chance));
    // One of those in the system is being served.
    const before = n === 0 ? (inSystem[0] as number) : (atMost[n - 1] as number);
    atMost.push(before + up / none);
  };
  return (m) => {
    while (atMost.length <= m) grow();
    return atMost[m] as number;
  };
}

/**
 * Erlang's C: the chance that a request waits, c servers offered a = λS at once (by recurrence).
 */
export function waitChance({
  servers,
  load,
}: {
  readonly servers: number;
  readonly load: number;
}): number {
  assert(Number.isInteger(servers) && servers > 0, `${servers} servers`);
  const offered = servers * load;
  let blocked = 1;
  for (let k = 1; k <= servers; k++) blocked = (offered * blocked) / (k + offered * blocked);
  return blocked / (1 - load * (1 - blocked));
}

/**
 * M/M/c: c servers behind one line. With C the chance to wait, μ = 1/S and θ = cμ(1 − ρ):
 * P(T > t) = (1 − C)e^(−μt) + C(θe^(−μt) − μe^(−θt))/(θ − μ).
 */
export function mmc({
  servers,
  ...shape
}: QueueShape & { readonly servers: number }): ResponseTime {
  checkShape(shape);
  const { serviceNs, load } = shape;
  const wait = waitChance({ servers, load });
  const theta = servers * (1 - load);
  const tail = (timeNs: number): number => {
    const t = timeNs / serviceNs;
    const served = Math.exp(-t);
    // (θe^(−t) − e^(−θt))/(θ − 1) = e^(−t)(1 + g), g → t as θ → 1.
    const gap = theta - 1;
    const g = Math.abs(gap * t) < 1e-12 ? t : -Math.expm1(-gap * t) / gap;
    return served * (1 - wait + wait * (1 + g));
  };
  return solved(serviceNs * (1 + wait / theta), tail);
}

/**
 * M/G/1, the mean alone (Pollaczek and Khinchine): S + ρS(1 + c²)/(2(1 − ρ)), where c² is the
 * variance of the service time over the square of its mean.
 */
export function mg1MeanNs(shape: QueueShape & { readonly squaredVariation: number }): number {
  checkShape(shape);
  const { serviceNs, load, squaredVariation } = shape;
  return serviceNs * (1 + (load * (1 + squaredVariation)) / (2 * (1 - load)));
}
