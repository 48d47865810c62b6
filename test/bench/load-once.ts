/**
 * The client process that the benchmarks count: one trial against a URL through the library,
 * without report and terminal. Prints what the record says of it, as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../harness/experiments/run.ts';
import type { Load } from '../../harness/model/load.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { protocols } from '../../harness/protocols/index.ts';
import { runSession } from '../../harness/session/session.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '8' },
    warmup: { type: 'string', default: '1' },
    connections: { type: 'string', default: '64' },
    pipelining: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    /** Requests per second; a closed loop when absent. */
    rate: { type: 'string' },
    /** The generator's threads get processors of their own. */
    pin: { type: 'boolean', default: false },
  },
});

const [url = ''] = positionals;
const connections = Number(values.connections);
const durationNs = (Number(values.seconds) - Number(values.warmup)) * NS_PER_S;
const openPhase = { kind: 'poisson', ratePerSecond: Number(values.rate), durationNs };
const load: Load =
  values.rate === undefined
    ? { model: 'closed', clients: connections, thinkNs: 0, durationNs }
    : {
        model: 'open',
        phases: [openPhase],
      };
const settings = {
  engine: 'native' as const,
  workers: Number(values.workers),
  connections,
  pipelining: Number(values.pipelining),
  warmupNs: Number(values.warmup) * NS_PER_S,
  timeoutNs: 10 * NS_PER_S,
  drainNs: 5 * NS_PER_S,
  ...(values.pin ? { pin: true as const } : {}),
};
const scenario = {
  name: 'root',
  about: '',
  protocol: 'http1',
  operations: [{ name: 'root', request: { path: '/' } }],
};
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-bench-'));
const asked = { target: url, servers: 1, scenario: 'root', load, settings };
const silent = () => undefined;
const record = await runSession({
  experiment: run.ask({ ...asked, repetitions: 1, seed: 1 }),
  command: 'bench',
  argv: [],
  config: {},
  targets: [{ kind: 'url', name: url, protocol: 'http1', url }],
  scenarios: [scenario],
  protocols,
  tls: { insecure: true },
  outDir,
  observer: { trialStarted: silent, progress: silent, trialFinished: silent },
  signal: new AbortController().signal,
});
rmSync(outDir, { recursive: true, force: true });
const [trial] = record.trials;
if (!trial) throw new Error('no trial');
const { counts, warmup, latency, usage } = trial;
const percentiles = Object.fromEntries(
  (['response', 'service', 'lag', 'pacing'] as const).map((name) => [
    name,
    latency[name].percentilesNs,
  ]),
);
console.log(
  JSON.stringify({
    requests: counts.sent + warmup.sent,
    verdict: record.verdict,
    percentiles,
    usage,
    rssBytesMax: 1024 * process.resourceUsage().maxRSS,
  }),
);
