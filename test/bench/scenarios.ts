/**
 * What a request costs the generator thread by what its scenario asks of it: CPU time per request
 * of static, templated and session requests, in a closed loop of 64 connections against nginx on
 * the other core. The scenarios take turns; the ratio to the static one is what counts.
 *
 *     npm run bench:scenarios -- [--seconds 4] [--rounds 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../../harness/experiments/run.ts';
import { measure } from '../../harness/library/measure.ts';
import type { HttpRequest, Scenario } from '../../harness/model/scenario.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { startNginx } from './nginx.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
});

const root: HttpRequest = { path: '/' };
const named = (name: string, rest: Partial<Scenario<HttpRequest>>): Scenario<HttpRequest> => ({
  ...{ name, about: '', protocol: 'http1', ...rest },
});
const mix = (name: string, request: HttpRequest): Scenario<HttpRequest> =>
  named(name, { operations: [{ name, request }] });

const filled: HttpRequest = {
  path: '/{{ random.int(1,1000000) }}',
  headers: { 'X-Session': '{{ session }}' },
};

const scenarios: readonly Scenario<HttpRequest>[] = [
  mix('static', root),
  mix('static, text in the body', { ...root, expect: { contains: 'ello' } }),
  mix('templated path and header', filled),
  mix('templated, body looked at', { ...filled, expect: { matches: 'Hel+o' } }),
  named('session of three steps, no cookies', {
    cookies: 'off',
    steps: ['a', 'b', 'c'].map((name) => ({ name, request: root })),
  }),
  named('session of three steps, cookies and a capture', {
    steps: [
      { name: 'a', request: root, capture: { kind: { header: 'Content-Type' } } },
      { name: 'b', request: { path: '/', headers: { Accept: '{{ kind }}' } } },
      { name: 'c', request: root },
    ],
  }),
];

/** Microseconds of the generator thread for each request. */
async function costOf(scenario: Scenario<HttpRequest>, url: string): Promise<number> {
  const outDir = mkdtempSync(join(tmpdir(), 'steelyard-bench-'));
  const durationNs = Number(values.seconds) * NS_PER_S;
  const record = await measure({
    experiment: run.ask({
      ...{ target: url, servers: 1, scenario: scenario.name, repetitions: 1, seed: 1 },
      load: { model: 'closed', clients: 64, thinkNs: 0, durationNs },
      settings: {
        ...{ engine: 'native', workers: 1, connections: 64, pipelining: 1 },
        ...{ warmupNs: NS_PER_S, timeoutNs: 10 * NS_PER_S, drainNs: NS_PER_S },
      },
    }),
    targets: [{ kind: 'url', name: url, protocol: 'http1', url }],
    scenarios: [scenario],
    outDir,
  });
  rmSync(outDir, { recursive: true, force: true });
  const [trial] = record.trials;
  if (!trial || trial.counts.completed < 0.99 * trial.counts.sent) throw new Error('it failed');
  return (trial.usage.generator.cpuNs ?? Number.NaN) / trial.counts.sent / 1000;
}

const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

const nginx = await startNginx({ core: 1 });
try {
  const costs = new Map<string, number[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const scenario of scenarios) {
      const cost = await costOf(scenario, `http://127.0.0.1:${nginx.port}/`);
      costs.set(scenario.name, [...(costs.get(scenario.name) ?? []), cost]);
    }
  }
  const base = median(costs.get('static') ?? []);
  console.log('CPU time of the generator thread for each request, median of the rounds');
  for (const [name, list] of costs) {
    const middle = median(list);
    const ratio = `${(middle / base).toFixed(2)} ×`;
    console.log(`${name.padEnd(48)}${middle.toFixed(2).padStart(7)} µs ${ratio.padStart(8)}`);
  }
} finally {
  await nginx.stop();
}
