/**
 * What must be known before a figure is used is in every format: that a trial is not valid, that a
 * load was closed, and that its throughput is the generator's ceiling. From the busy thread to the
 * file: the judge, the experiment and the formats are those of a run.
 */
import t, { type Test } from 'tap';
import { compare } from '../../harness/experiments/compare.ts';
import { gate } from '../../harness/experiments/gate.ts';
import { run } from '../../harness/experiments/run.ts';
import { judgeTrial } from '../../harness/judge/index.ts';
import type { Experiment } from '../../harness/model/experiment.ts';
import type { Load } from '../../harness/model/load.ts';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { worstVerdict } from '../../harness/model/verdict.ts';
import { uniformAt } from '../../harness/stats/rng.ts';
import { formats } from '../../reports/index.ts';
import { madeTrial } from '../support/made-trial.ts';
import { readCsv } from '../support/read-csv.ts';
import { runRecord } from '../support/sample-record.ts';
import { someSettings } from '../support/some-plan.ts';

const WINDOW_NS = 20 * NS_PER_S;
const phase = { kind: 'poisson', ...{ ratePerSecond: 200 }, durationNs: WINDOW_NS };
const open: Load = { model: 'open', phases: [phase] };
const closed: Load = { model: 'closed', clients: 8, thinkNs: 0, durationNs: WINDOW_NS };
const asked = { servers: 1, scenario: 'json', settings: someSettings, repetitions: 1, seed: 1 };

/** Plays an experiment; the generator is busy for this share of the trials of these targets. */
function recordOf(
  command: string,
  experiment: Experiment,
  { busyShare, targets }: { readonly busyShare: number; readonly targets: readonly string[] },
): RunRecord {
  const done: TrialRecord[] = [];
  for (let plan = experiment.next(done); plan; plan = experiment.next(done)) {
    const { seed, target } = plan;
    const made = madeTrial(plan, {
      requests: 4000,
      responseNs: (index) => Math.round((2 + 0.1 * uniformAt(seed, index)) * NS_PER_MS),
    });
    const { generator } = made.usage;
    const workers = generator.workers.map((worker) =>
      targets.includes(target) ? { ...worker, busyShare } : worker,
    );
    const trial = { ...made, usage: { ...made.usage, generator: { ...generator, workers } } };
    const findings = judgeTrial(trial);
    done.push({ ...trial, findings, verdict: worstVerdict(findings) });
  }
  return runRecord(command, done, experiment.judge(done));
}

const compared = (load: Load, targets: readonly string[]): RunRecord =>
  recordOf('compare', compare.ask({ ...asked, servers: [1], load, targets: ['fast', 'slow'] }), {
    ...{ busyShare: 0.95, targets },
  });

const formatted = (name: string, record: RunRecord): string =>
  formats.find((format) => format.name === name)?.render([record]) ?? '';

const say = (t: Test, record: RunRecord, what: RegExp): void => {
  for (const { name, render } of formats) t.match(render([record]), what, name);
};

t.test('a trial that is not valid is called so in every format', async (t) => {
  const experiment = run.ask({ ...asked, target: 'fast', load: open });
  const record = recordOf('run', experiment, { busyShare: 0.95, targets: ['fast'] });
  t.equal(record.verdict, 'invalid');
  say(t, record, /invalid/i);
  for (const name of ['hgrm', 'hlog', 'junit']) {
    t.match(formatted(name, record), /not to be used: A generator thread was busy 95 %/, name);
  }
});

t.test('… every figure of it in the formats that people calculate with', async (t) => {
  const record = compared(open, ['slow']);
  const rows = readCsv(formatted('csv', record));
  const [head = []] = rows;
  const at = (column: string): number => head.indexOf(column);
  const ofTarget = rows.filter((row) => row[at('target')] === 'slow' && row[0] !== 'comparison');
  t.ok(ofTarget.length > 100, `${ofTarget.length} rows`);
  const unmarked = ofTarget.filter((row) => !/invalid/.test(row[at('remark')] ?? ''));
  t.strictSame(unmarked, []);
  const others = rows.filter((row) => row[at('target')] === 'fast');
  t.ok(others.length > 100 && others.every((row) => !/invalid/.test(row[at('remark')] ?? '')));

  const samples = formatted('openmetrics', record).split('\n');
  const seconds = samples.filter((line) => /^steelyard_(response|service)_seconds\{/.test(line));
  t.ok(seconds.some((line) => line.includes('target="fast"')));
  t.notOk(seconds.some((line) => line.includes('target="slow"')));
  const verdicts = samples.filter((line) => /steelyard_verdict="invalid"} 1$/.test(line));
  t.equal(verdicts.length, 1);
});

t.test('… and it is ranked nowhere', async (t) => {
  const record = compared(open, ['slow']);
  for (const name of ['md', 'terminal']) {
    const text = formatted(name, record);
    t.match(text, /only fast was measured validly/, name);
    t.notMatch(text, /lies between/, `${name}: the summary ranks`);
    t.notMatch(text, /takes .* and slow/, `${name}: the spectrum ranks`);
    t.match(text, /ranked\s+nowhere/, name);
  }
  const none = compared(open, ['fast', 'slow']);
  const text = formatted('md', none);
  t.match(text, 'none of them valid');
  t.match(text, 'these are the times of the harness');
});

t.test('a closed load is called so in every format', async (t) => {
  const experiment = run.ask({ ...asked, target: 'fast', load: closed });
  const record = recordOf('run', experiment, { busyShare: 0.2, targets: [] });
  say(t, record, /closed/i);
  const texts = ['md', 'junit', 'hlog'].map((name) => formatted(name, record));
  for (const text of texts) t.notMatch(text, /is the generator(&apos;|')s\s+ceiling/);
  t.match(formatted('openmetrics', record), /^steelyard_generator_ceiling.* 0$/m);
});

t.test('so is a throughput that is the generator’s ceiling', async (t) => {
  const experiment = run.ask({ ...asked, target: 'fast', load: closed });
  const record = recordOf('run', experiment, { busyShare: 0.95, targets: ['fast'] });
  t.equal(record.verdict, 'pass', 'it is a measurement, of another thing');
  say(t, record, /generator(&apos;|’|')s\s+ceiling|^steelyard_generator_ceiling\{.*\} 1$/m);
  t.match(record.findings[0]?.claim, /from 8 clients in a closed load.*\(try --workers 2/);
});

t.test('two at the ceiling are not told apart by how much they do', async (t) => {
  const both = compared(closed, ['fast', 'slow']);
  t.match(
    both.findings.find(({ rule }) => rule === 'generator-ceiling'),
    { verdict: 'inconclusive', claim: /2 of 2 trials.*what fast and slow differ by may be hidden/ },
  );
  t.equal(both.verdict, 'inconclusive');
  const one = compared(closed, ['slow']);
  t.match(
    one.findings.find(({ rule }) => rule === 'generator-ceiling'),
    { verdict: 'pass', claim: /slow may be able to do more/ },
  );
  const none = compared(closed, []);
  t.notOk(none.findings.some(({ rule }) => rule === 'generator-ceiling'));
});

t.test('a gate does not let through what the ceiling would hide', async (t) => {
  const ask = { ...asked, head: 'slow', base: 'fast', load: closed };
  const busy = { busyShare: 0.95, targets: ['fast', 'slow'] };
  t.match(recordOf('gate', gate.ask(ask), busy).findings[0], { verdict: 'inconclusive' });
  const byCpu = recordOf('gate', gate.ask({ ...ask, metrics: ['cpu'] }), busy);
  t.notOk(
    byCpu.findings.some(({ rule }) => rule === 'generator-ceiling'),
    'CPU time is not hidden',
  );
  const idle = recordOf('gate', gate.ask(ask), { busyShare: 0.2, targets: [] });
  t.notOk(idle.findings.some(({ rule }) => rule === 'generator-ceiling'));
});
