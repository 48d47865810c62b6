import { NS_PER_S } from '../../harness/model/units.ts';
import { lazily, poisson, runRecord, usual } from './sample-record.ts';
import { sampleTrial } from './sample-trial.ts';

/** A scenario with steps, one of whose requests gets wrong answers. */
export const sessionsRecord = lazily(() => {
  const trial = sampleTrial({
    ...usual,
    ...{ id: 'shop-1-server-1', target: 'shop', scenario: 'shop', workNs: 300_000 },
    operations: ['login', 'checkout'],
    load: poisson(400, 3 * NS_PER_S),
    failing: { kind: 'mismatch', share: 0.02 },
  });
  const { response } = trial.latency;
  const example = {
    outcome: 'mismatch',
    expected: '$.ok true',
    got: 'body "{\\"ok\\":false}"',
  } as const;
  const operations = Object.entries(trial.operations).map(([name, own], index) => [
    name,
    index === 1 ? { ...own, example } : own,
  ]);
  const sessions = { begun: 600, completed: 580, failed: 12, cut: 8, duration: response };
  const more = { groups: { pay: response }, functionNs: 1.5e6 };
  return runRecord(
    'run',
    [
      {
        ...trial,
        operations: Object.fromEntries(operations),
        sessions: { ...sessions, ...more, example: '{{ cart }} has no value.' },
        checks: { mode: 'every', inspected: 1200, inspectNs: 12e6 },
      },
    ],
    [],
  );
});
