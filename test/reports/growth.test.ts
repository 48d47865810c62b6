import t from 'tap';
import type { RunRecord } from '../../harness/model/record.ts';
import { csv } from '../../reports/formats/csv.ts';
import { html } from '../../reports/formats/html.ts';
import { grown, stepOf } from '../../reports/growth.ts';
import { readRecords } from '../../reports/reading.ts';
import { scalingSeries } from '../../reports/scaling-series.ts';
import { figuredTrial } from '../support/figured-trial.ts';
import { readCsv } from '../support/read-csv.ts';
import { scaleOpenRecord, scaleRecord } from '../support/sample-record.ts';
import { closedLoad, somePlan } from '../support/some-plan.ts';

/** Scatter that is none on average. */
const wobble = [0.01, -0.006, -0.004];

/** Three blocks of a law, as a record of a machine with many processors. */
const record: RunRecord = {
  ...scaleRecord(),
  environment: { ...scaleRecord().environment, cores: 64 },
  trials: [1, 2, 3].flatMap((repetition) =>
    [1, 2, 4, 8].map((servers) =>
      figuredTrial(
        { ...somePlan, target: 'shop', load: closedLoad, servers, repetition },
        {
          perSecond:
            ((500 * servers) / (1 + 0.2 * (servers - 1))) *
            (1 + (wobble[(repetition + servers) % 3] ?? 0)),
          cpuNs: 1e8,
        },
      ),
    ),
  ),
};

const read = (of: RunRecord) => {
  const reading = readRecords([of]);
  return grown(scalingSeries(reading.conditions), reading);
};

t.test('a closed series shows growth, its law and the ends of its intervals', async (t) => {
  const [one] = read(record);
  t.equal(one?.growth?.law?.fit.law, 'amdahl');
  const step = one && stepOf(one, 8);
  const efficiency = step?.efficiency;
  t.ok(Math.abs((efficiency?.value ?? 0) - 1 / 2.4) < 0.01);
  t.ok((efficiency?.low ?? 1) < 1 / 2.4 && (efficiency?.high ?? 0) > 1 / 2.4);
  t.match(step, { limit: 'servers', servers: 8 });
});

t.test('the report has the law as a table and as a line', async (t) => {
  const [, ...rows] = readCsv(csv.render([record], { sections: ['scaling'] }));
  const figure = (name: string): readonly number[] => {
    const row = rows.find((of) => of[1] === 'scaling-1-law' && of[9] === name) ?? [];
    return [row[10], row[13], row[14]].map(Number);
  };
  const [sigma = 0, low = 1, high = 0] = figure('sigma');
  t.ok(Math.abs(sigma - 0.2) < 0.01, 'σ is what it was made with');
  t.ok(low < 0.2 && high > 0.2, `${low} to ${high}`);
  const [next = 0] = figure('next');
  t.ok(Math.abs(next - 0.0385) < 0.002, 'the ninth server adds 3.8 %');
  const page = html.render([record], { sections: ['scaling'] });
  t.match(page, 'law, with 95 %');
  t.match(page, /8 → 9 servers would add \d.*not worth it/);
});

t.test('processors that were all busy are a limit of their own', async (t) => {
  const small = { ...record, environment: { ...record.environment, cores: 1 } };
  const [one] = read({ ...small, trials: small.trials.map((trial) => busy(trial)) });
  t.equal(one && stepOf(one, 8)?.limit, 'host');
  t.equal(one?.growth?.law, undefined, 'and what they limit is no law of the servers');
});

/** Eight servers that take all of a processor. */
const busy = (trial: RunRecord['trials'][number]): RunRecord['trials'][number] => {
  const share = trial.servers > 2 ? 1 : 0.1;
  const target = { ...trial.usage.target, cpuNs: share * trial.window.durationNs };
  return { ...trial, usage: { ...trial.usage, target } };
};

t.test('an open series shows none', async (t) => {
  t.ok(read(scaleOpenRecord()).every(({ growth }) => growth === undefined));
});
