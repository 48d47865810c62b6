/** The demo itself takes two minutes; what it would measure is checked here without measuring. */
import { availableParallelism } from 'node:os';
import t from 'tap';
import { comparison, scaling } from '../../harness/cli/demo.ts';
import type { Question } from '../../harness/cli/measure.ts';
import { loadDurationNs } from '../../harness/model/load.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { madeTrial } from '../support/made-trial.ts';

function plansOf({ experiment }: Question): TrialPlan[] {
  const plans: TrialPlan[] = [];
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    plans.push(plan);
    done.push(madeTrial(plan, { requests: 1, responseNs: () => 1 }));
  }
  return plans;
}

/** To start servers and threads and to stop them again, for each trial. */
const AROUND_NS = NS_PER_S;

t.test('the demo takes about two minutes', async (t) => {
  const plans = [comparison(true), scaling(true)].flatMap(plansOf);
  const totalNs = plans.reduce(
    (sum, { load, settings }) => sum + settings.warmupNs + loadDurationNs(load) + AROUND_NS,
    0,
  );
  t.ok(totalNs > 90 * NS_PER_S && totalNs < 140 * NS_PER_S, `${totalNs / NS_PER_S} s`);
});

t.test('its plans name its own targets and scenario', async (t) => {
  for (const question of [comparison(true), scaling(true)]) {
    const names = question.targets.map(({ name }) => name);
    for (const plan of plansOf(question)) {
      t.ok(names.includes(plan.target), plan.target);
      t.equal(plan.scenario, question.scenario.name);
    }
  }
});

t.test('it leaves the servers a core, and keeps to its own where it can', async (t) => {
  const workers = availableParallelism() > 2 ? 2 : 1;
  for (const pins of [true, false]) {
    for (const { settings } of [...plansOf(scaling(pins)), ...plansOf(comparison(pins))]) {
      t.equal(settings.workers, workers);
      t.equal(settings.pin ?? false, pins);
    }
  }
});

t.test('it compares three frameworks and scales over three numbers of servers', async (t) => {
  t.equal(new Set(plansOf(comparison(true)).map(({ target }) => target)).size, 3);
  const scaled = plansOf(scaling(true));
  t.strictSame([...new Set(scaled.map(({ servers }) => servers))], [1, 2, 4]);
  t.strictSame([...new Set(scaled.map(({ load }) => load.model))], ['open', 'closed']);
});
