/** The rules about a generator that was late, at the edges. */
import t from 'tap';
import type { Load } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { findingOf, healthy, withPacingP99, withWorker } from '../support/judged-trial.ts';
import { madeTrial } from '../support/made-trial.ts';
import { openLoad, somePlan } from '../support/some-plan.ts';

const { window } = healthy;

t.test('late sends are judged at a percentile that so few requests support', async (t) => {
  const of = (requests: number): TrialRecord =>
    withPacingP99(madeTrial(somePlan, { requests, responseNs: () => NS_PER_MS }), 3 * NS_PER_MS);
  t.match(findingOf(of(500), 'pacing'), { claim: /One request in a hundred left 3 ms/ });
  t.equal(findingOf(of(499), 'pacing'), undefined, 'five of them would be beyond a p95 only');
  const few = of(499);
  const percentilesNs = { ...few.latency.pacing.percentilesNs, p95: 2.5 * NS_PER_MS };
  const latency = { ...few.latency, pacing: { ...few.latency.pacing, percentilesNs } };
  t.match(findingOf({ ...few, latency }, 'pacing'), {
    claim: /One request in twenty left 2\.5 ms/,
  });
});

t.test('late sends below a twentieth of a slow target hide nothing', async (t) => {
  const slow = madeTrial(somePlan, { requests: 2000, responseNs: () => 100 * NS_PER_MS });
  t.equal(findingOf(withPacingP99(slow, 4 * NS_PER_MS), 'pacing'), undefined);
  t.not(findingOf(withPacingP99(slow, 6 * NS_PER_MS), 'pacing'), undefined);
});

t.test('a late request that leaves alone changes its own response time only', async (t) => {
  const [phase] = openLoad.model === 'open' ? openLoad.phases : [];
  /** 600 requests in so long a time; a p99 of response that is so much above the one of service. */
  const late = (durationNs: number, aboveNs: number): TrialRecord => {
    const load: Load = { model: 'open', phases: [{ kind: 'poisson', ...phase, durationNs }] };
    const options = { requests: 600, responseNs: () => 20 * NS_PER_MS };
    const trial = withPacingP99(madeTrial({ ...somePlan, load }, options), 4 * NS_PER_MS);
    const { response, service } = trial.latency;
    const p99 = (response.percentilesNs.p99 ?? 0) - aboveNs;
    const percentilesNs = { ...service.percentilesNs, p99 };
    return { ...trial, latency: { ...trial.latency, service: { ...service, percentilesNs } } };
  };
  t.equal(
    findingOf(late(6 * NS_PER_S, 0.1 * NS_PER_MS), 'pacing'),
    undefined,
    '0.4 requests meanwhile',
  );
  t.match(
    findingOf(late(6 * NS_PER_S, 2 * NS_PER_MS), 'pacing'),
    { verdict: 'invalid' },
    'by 2 of 20 ms',
  );
  t.match(
    findingOf(late(3 * NS_PER_S, 0.1 * NS_PER_MS), 'pacing'),
    { verdict: 'invalid' },
    'in company',
  );
});

t.test('late sends are held against the limit that the run is judged by, too', async (t) => {
  const late = withPacingP99(healthy, 0.5 * NS_PER_MS);
  t.equal(findingOf(late, 'pacing'), undefined, 'below a millisecond, and no limit given');
  const judged = (latencyLimitNs: number): TrialRecord => ({
    ...late,
    settings: { ...late.settings, latencyLimitNs },
  });
  t.equal(findingOf(judged(6 * NS_PER_MS), 'pacing'), undefined);
  t.match(findingOf(judged(4 * NS_PER_MS), 'pacing'), {
    verdict: 'invalid',
    claim: /limit of 4 ms/,
  });
});

t.test(
  'a busy thread without a processor is a matter of contention, not of its own work',
  async (t) => {
    const crowded = withWorker(healthy, { busyShare: 0.95, waitNs: 0.3 * window.durationNs });
    t.equal(findingOf(crowded, 'saturation'), undefined);
    t.match(findingOf(crowded, 'contention'), { verdict: 'invalid' });
    const justSo = withWorker(healthy, { busyShare: 0.85, waitNs: 0.09 * window.durationNs });
    t.match(findingOf(justSo, 'saturation'), { verdict: 'invalid' }, 'no gap between the rules');
  },
);

t.test('waking up for each request is not waiting for others', async (t) => {
  const waitNs = 0.15 * window.durationNs;
  const woken = withWorker(healthy, { waitNs, timeslices: waitNs / 60_000 });
  t.equal(findingOf(woken, 'contention'), undefined);
  const crowded = withWorker(healthy, { waitNs, timeslices: waitNs / 2_000_000 });
  t.match(findingOf(crowded, 'contention'), { verdict: 'invalid', claim: /14\.2/ });
  // As seen of 40,000/s with the server on the same processor: 10,000 to 30,000 slices in 3 s.
  const shared = withWorker(healthy, {
    waitNs: 0.44 * window.durationNs,
    timeslices: (10_000 * window.durationNs) / NS_PER_S,
  });
  t.match(findingOf(shared, 'contention'), { verdict: 'invalid', claim: /24 %/ });
});

t.test('who waits for a processor is told what can be done about it', async (t) => {
  const crowded = withWorker(healthy, { waitNs: 0.2 * window.durationNs });
  const { settings, usage } = crowded;
  const advice = (trial: TrialRecord): string => findingOf(trial, 'contention')?.advice ?? '';
  t.match(advice({ ...crowded, settings: { ...settings, workers: 2 } }), /^Use 1 --workers, /);
  t.match(advice({ ...crowded, servers: 2 }), /^Use 1 --servers, /);
  t.match(advice(crowded), /^Lower the rate, /);
  const pinned = { ...settings, pin: true as const };
  t.match(advice({ ...crowded, settings: pinned }), /a machine with more processors\.$/);
  const servers = usage.target.servers.map((server) => ({ ...server, pid: null }));
  const elsewhere = { ...crowded, usage: { ...usage, target: { ...usage.target, servers } } };
  t.match(advice(elsewhere), /start it with taskset -c/);
});
