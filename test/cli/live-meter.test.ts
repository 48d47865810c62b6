import t from 'tap';
import {
  figuresText,
  healthText,
  meterFor,
  plainMeter,
  sparkline,
  stageText,
  titleText,
} from '../../harness/cli/live-meter.ts';
import type { Progress } from '../../harness/model/progress.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { madeTrial } from '../support/made-trial.ts';
import { closedLoad, somePlan } from '../support/some-plan.ts';

const running: Progress = {
  stage: 'window',
  elapsedNs: 6.2 * NS_PER_S,
  totalNs: 13 * NS_PER_S,
  intended: 12_000,
  sent: 11_990,
  completed: 11_000,
  failed: 0,
  failures: {},
  offeredPerSecond: 2000,
  lateNs: 3200,
  inFlight: 990,
  waiting: 0,
  completedPerSecond: 1998.4,
  responseNsP50: 0.4 * NS_PER_MS,
  responseNsP99: 1.2 * NS_PER_MS,
  responseNsMax: 9 * NS_PER_MS,
};

t.test('where a trial is', async (t) => {
  t.equal(stageText(running), 'window 6 s of 13 s, 7 s left');
  t.equal(stageText({ ...running, stage: 'starting' }), 'starting');
  const late = { ...running, stage: 'drain', elapsedNs: 14 * NS_PER_S } as const;
  t.equal(stageText(late), 'drain 13 s of 13 s', 'never more than all');
});

t.test('what it is doing', async (t) => {
  const latencies = 'p50 400 µs · p99 1.2 ms · max 9 ms';
  const quiet = `1,998/s of 2,000/s · ${latencies} · 990 in flight · no errors`;
  t.equal(figuresText(running), quiet);
  t.match(figuresText({ ...running, offeredPerSecond: null }), /^1,998\/s · p50/);
  const failures = { status: 1200, timeout: 34 };
  const troubled = { ...running, waiting: 12, failed: 1234, failures };
  t.match(figuresText(troubled), /990 in flight · 12 waiting · failed: 1,200 status, 34 timeout$/);
  t.equal(healthText(running), 'requests leave 3.2 µs late');
  t.equal(healthText({ ...running, lateNs: null }), 'nothing sent in the last second');
  const early = { ...running, responseNsP50: null, responseNsP99: null };
  t.match(figuresText(early), /p50 – · p99 –/);
});

t.test('a row of blocks', async (t) => {
  t.equal(sparkline([0, 1, 2, 4, null, 8]), '▁▂▃▅ █');
  t.equal(sparkline([]), '');
  t.equal(sparkline([0, null]), '▁ ');
});

t.test('which trial it is', async (t) => {
  const position = { index: 1, of: 6 };
  t.equal(titleText(somePlan, position), '2 of 6: fastify on 1 server, open, poisson 1,000/s');
  const closed = { ...somePlan, servers: 4, load: closedLoad };
  t.equal(titleText(closed, position), '2 of 6: fastify on 4 servers, closed, 8 clients');
});

t.test('plain lines come every five seconds of the trial and when it ends', async (t) => {
  const lines: string[] = [];
  const write = (line: string): boolean => lines.push(line) > 0;
  const meter = plainMeter({ write: write as NodeJS.WriteStream['write'] });
  meter.trialStarted(somePlan, { index: 0, of: 1 });
  for (let tenths = 0; tenths <= 130; tenths++) {
    meter.progress({ ...running, elapsedNs: (tenths * NS_PER_S) / 10 });
  }
  const made = { requests: 1000, responseNs: () => NS_PER_MS, verdict: 'pass' } as const;
  const trial = madeTrial(somePlan, made);
  meter.trialFinished(trial);
  meter.trialFinished({ ...trial, verdict: 'invalid' });
  t.match(lines, [
    /^1 of 1: fastify/,
    /^ {2}window 5 s of 13 s, 8 s left · 1,998\/s of 2,000\/s/,
    /^ {2}window 10 s of 13 s/,
    /^ {2}500\/s, response p50 1 ms, p99 1 ms\n$/,
    /p99 1 ms \(invalid\)\n$/,
  ]);
  t.equal(lines.length, 5);
});

t.test('quiet is silent', async (t) => {
  const screen = { write: () => t.fail('wrote something') } as unknown as NodeJS.WriteStream;
  const meter = meterFor(screen, true);
  meter.trialStarted(somePlan, { index: 0, of: 1 });
  meter.progress(running);
  meter.trialFinished(madeTrial(somePlan, { requests: 1, responseNs: () => 1 }));
  t.pass();
});
