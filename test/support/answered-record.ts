/** Records whose findings the experiments themselves have made, for the sections that read them. */
import { capacity } from '../../harness/experiments/capacity.ts';
import { objectiveFindings } from '../../harness/experiments/objectives/objective-finding.ts';
import { parseObjective } from '../../harness/experiments/objectives/objective-text.ts';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { worstVerdict } from '../../harness/model/verdict.ts';
import { seededRng } from '../../harness/stats/rng.ts';
import { madeTrial } from './made-trial.ts';
import { queueTrial } from './queue-trial.ts';
import { closedRecord } from './sample-record.ts';
import { somePlan, someSettings } from './some-plan.ts';

/** One trial of twenty seconds, with objectives that hold, are broken, and cannot be told. */
export function objectivesRecord(): RunRecord {
  const rng = seededRng(2);
  const phase = { kind: 'poisson', durationNs: 20 * NS_PER_S, ...{ ratePerSecond: 200 } };
  const trial = madeTrial(
    { ...somePlan, load: { model: 'open', phases: [phase] } },
    { requests: 4000, responseNs: () => Math.round(-Math.log(rng()) * 10 * NS_PER_MS) },
  );
  const objectives = [
    'p90 < 40ms',
    'service p50 < 5ms',
    'p99 <= 47ms',
    'p99.9(only) < 200ms',
    'errors < 1%',
    'memory < 300MB',
    'throughput > baseline - 3%',
  ].map(parseObjective);
  const findings = objectiveFindings(objectives, { trials: [trial] });
  return {
    ...closedRecord(),
    ...{ trials: [trial], findings, verdict: worstVerdict(findings), config: {} },
  };
}

/** A search on one and on two servers, which are simulated queues, and a plan. */
export function capacityRecord(): RunRecord {
  const rng = seededRng(3);
  const experiment = capacity.ask({
    ...{ target: 'queue', servers: [1, 2], scenario: 'text', arrivals: 'poisson', seed: 1 },
    objectives: ['p95<40ms', 'errors<5%'].map(parseObjective),
    ...{ trialNs: 12 * NS_PER_S, trialsPerLoad: 3, width: 0.1, coolDownNs: 0, forPerSecond: 90 },
    settings: { ...someSettings, connections: 64 },
  });
  const trials: TrialRecord[] = [];
  for (let plan = experiment.next(trials); plan; plan = experiment.next(trials)) {
    const trial = queueTrial(plan, { serviceNs: (5 * NS_PER_MS) / plan.servers, rng });
    const id = `${trial.id}-${trials.length + 1}`;
    trials.push({ ...trial, id, verdict: trials.length === 3 ? 'invalid' : 'pass' });
  }
  const findings = experiment.judge(trials);
  return {
    ...closedRecord(),
    ...{ command: 'capacity', trials, findings, verdict: worstVerdict(findings), config: {} },
  };
}
