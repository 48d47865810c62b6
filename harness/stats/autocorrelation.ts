/**
 * How many neighbouring values of a series are worth one independent value: τ = 1 + 2 Σ rₖ, rₖ the
 * correlation of values k steps apart, added up in pairs until a pair is no longer positive (the
 * initial positive sequence of Geyer, Practical Markov Chain Monte Carlo, 1992). 1 or more; 1 for a
 * series that does not vary.
 */
export function autocorrelationTime(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const off = values.map((value) => value - mean);
  const correlation = (lag: number): number => {
    let sum = 0;
    for (let at = lag; at < n; at++) sum += (off[at] as number) * (off[at - lag] as number);
    return sum;
  };
  const variance = correlation(0);
  if (!(variance > 0)) return 1;
  let time = -1;
  for (let lag = 0; lag + 1 < n; lag += 2) {
    const pair = (correlation(lag) + correlation(lag + 1)) / variance;
    if (pair <= 0) break;
    time += 2 * pair;
  }
  return Math.max(1, time);
}
