import t from 'tap';
import { type Limit, limitOf } from '../../harness/experiments/scaling-limit.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import type { Finding } from '../../harness/model/verdict.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';

interface Busy {
  readonly servers: number;
  /** Processors that the servers kept busy, all together; the generator has half of one. */
  readonly target: number;
  /** That each server was kept on. */
  readonly cores?: readonly (readonly number[])[];
  readonly found?: string;
  /** What stands in front of the servers is one more process. */
  readonly balanced?: true;
}

function trialOf({ servers, target, cores, found, balanced }: Busy): TrialRecord {
  const trial = madeTrial({ ...somePlan, servers }, { requests: 10, responseNs: () => 1e6 });
  const { usage, window } = trial;
  const seconds = window.durationNs / NS_PER_S;
  const finding = { verdict: 'invalid', claim: '', evidence: {}, advice: '' } as const;
  const findings: Finding[] = found === undefined ? [] : [{ ...finding, rule: found }];
  const own = usage.target.servers.map((server, at) => {
    const kept = cores?.[at];
    return kept === undefined ? server : { ...server, cores: kept };
  });
  return {
    ...trial,
    findings,
    usage: {
      target: {
        ...usage.target,
        cpuNs: target * seconds * NS_PER_S,
        servers: balanced ? [...own, ...own.slice(0, 1)] : own,
      },
      generator: { ...usage.generator, cpuNs: 0.5 * seconds * NS_PER_S },
    },
  };
}

const cases: readonly (readonly [about: string, busy: Busy, limit: Limit, because: RegExp])[] = [
  ['a machine with time left', { servers: 4, target: 1.2 }, 'servers', /^$/],
  ['a machine that has none left', { servers: 4, target: 1.4 }, 'host', /2 processors were 95 %/],
  [
    'a generator that was full',
    { servers: 1, target: 0.1, found: 'saturation' },
    'generator',
    /20 %/,
  ],
  ['one that had to wait', { servers: 1, target: 0.1, found: 'contention' }, 'host', /waited/],
  [
    'a server with a processor of its own, which it fills',
    { servers: 1, target: 0.97, cores: [[1]] },
    'servers',
    /^$/,
  ],
  [
    'two that share one and fill it',
    { servers: 2, target: 0.97, cores: [[1], [1]] },
    'host',
    /processes share one processor, which was 97 % busy/,
  ],
  [
    'one that shares its own with a balancer',
    { servers: 1, target: 0.97, cores: [[1]], balanced: true },
    'host',
    /processes share one processor/,
  ],
  [
    'two that share one and leave some of it',
    { servers: 2, target: 0.8, cores: [[1], [1]] },
    'servers',
    /^$/,
  ],
];

for (const [about, busy, limit, because] of cases) {
  t.test(about, async (t) => {
    const found = limitOf(trialOf(busy), 2);
    t.equal(found.limit, limit);
    t.match(found.because, because);
  });
}
