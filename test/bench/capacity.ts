/**
 * The search for a capacity on real sockets, where the answer is known: on the target `queue`, with
 * exponential service times of mean S and Poisson arrivals, p99 stays below L up to
 * 1/S − ln(100)/L per second. Prints what was found over that, and the trials.
 *
 *     npm run bench:capacity -- [--service 5] [--limit 50] [--seconds 30] [--confirmation 900]
 *                               [--trials 3] [--width 4] [--pacing economical] [--seed 1]
 *
 * Times in milliseconds, lengths in seconds, the width in percent. As it is it takes most of an
 * hour, and little of the machine; with a service time of 1 ms and a limit of 10 ms, five times as
 * much is seen in the same time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { capacity } from '../../harness/experiments/capacity.ts';
import { rateOf } from '../../harness/experiments/capacity-trial.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { measure } from '../../harness/library/measure.ts';
import { formatNs, NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { scenarios } from '../../scenarios/index.ts';
import { targets as servers } from '../../targets/index.ts';

const { values } = parseArgs({
  options: {
    service: { type: 'string', default: '5' },
    limit: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '30' },
    confirmation: { type: 'string', default: '900' },
    trials: { type: 'string', default: '3' },
    width: { type: 'string', default: '4' },
    pacing: { type: 'string', default: 'economical' },
    seed: { type: 'string', default: '1' },
  },
});
const [serviceMs, limitMs] = [Number(values.service), Number(values.limit)];
const truth = 1000 / serviceMs - (1000 * Math.log(100)) / limitMs;
const target = parseModuleTarget(`queue:serviceUs=${serviceMs * 1000}`, servers);
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-capacity-'));

const record = await measure({
  experiment: capacity.ask({
    ...{ target: target.name, servers: [1], scenario: 'text', arrivals: 'poisson' },
    seed: Number(values.seed),
    objectives: [parseObjective(`p99<${limitMs}ms`)],
    ...{ trialNs: Number(values.seconds) * NS_PER_S, trialsPerLoad: Number(values.trials) },
    confirmationNs: Number(values.confirmation) * NS_PER_S,
    ...{ width: Number(values.width) / 100, coolDownNs: 0 },
    settings: {
      ...{ engine: 'native', workers: 1, connections: 64, pipelining: 1 },
      pacing: values.pacing === 'precise' ? 'precise' : 'economical',
      ...{ warmupNs: 200 * serviceMs * NS_PER_MS, timeoutNs: 10 * NS_PER_S, drainNs: 5 * NS_PER_S },
    },
  }),
  targets: [target],
  scenarios,
  outDir,
});
rmSync(outDir, { recursive: true, force: true });
for (const { purpose, load, window, verdict, latency } of record.trials) {
  const p99 = formatNs(latency.response.percentilesNs.p99 ?? 0);
  const length = formatNs(window.durationNs);
  console.log(`${purpose} ${rateOf({ load }).toFixed(1)}/s, ${length}: p99 ${p99}, ${verdict}`);
}
const [answer] = record.findings;
const told = answer?.evidence ?? {};
const beside = (name: string, rate: number | string | undefined): string => {
  if (typeof rate !== 'number') return `${name} unknown`;
  const over = 100 * (rate / truth - 1);
  return `${name} ${rate.toFixed(1)}/s (${over >= 0 ? '+' : '−'}${Math.abs(over).toFixed(1)} %)`;
};
console.log(answer?.claim);
console.log(`truth ${truth.toFixed(1)}/s, after ${record.trials.length} trials:`);
console.log(beside('confirmed', told['heldPerSecond']));
console.log(beside('estimate', told['estimatePerSecond']));
console.log(beside('  from', told['estimateLowPerSecond']));
console.log(beside('  to', told['estimateHighPerSecond']));
console.log(beside('broken', told['brokenPerSecond']));
