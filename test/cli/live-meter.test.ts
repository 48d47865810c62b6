import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import {
  fitted,
  meterFor,
  plainMeter,
  sparkline,
  terminalMeter,
} from '../../harness/cli/live-meter.ts';
import type { Progress } from '../../harness/model/progress.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { madeTrial } from '../support/made-trial.ts';
import { somePlan } from '../support/some-plan.ts';
import { someProgress } from '../support/some-progress.ts';

const position = { index: 0, of: 1 };
const made = { requests: 1000, responseNs: () => NS_PER_MS, verdict: 'pass' } as const;

t.test('a row of blocks', async (t) => {
  t.equal(sparkline([0, 1, 2, 4, null, 8]), '▁▂▃▅ █');
  t.equal(sparkline([]), '');
  t.equal(sparkline([0, null]), '▁ ');
});

t.test('parts stay whole where a line is too short for all', async (t) => {
  t.equal(fitted(['one', '', 'two', 'three'], 100), 'one · two · three');
  t.equal(fitted(['one', 'two', 'three'], 9), 'one · two\nthree');
  t.equal(fitted(['longer than that', 'two'], 9), 'longer than that\ntwo');
  t.equal(fitted(['', ''], 9), '');
});

/** A terminal of some width, and the lines that it was told to show last. */
function terminalOf(columns: number) {
  let drawn = '';
  const screen = {
    isTTY: true,
    columns,
    rows: 30,
    write(text: string): boolean {
      drawn = text;
      return true;
    },
  };
  // What moves the cursor, colours or clears is not what is read.
  const lines = () => stripVTControlCharacters(drawn).split('\n');
  return { screen: screen as unknown as NodeJS.WriteStream, lines };
}

t.test('a terminal shows a trial in lines that fit it', async (t) => {
  for (const columns of [60, 80, 140]) {
    const { screen, lines } = terminalOf(columns);
    const meter = terminalMeter(screen);
    meter.trialStarted(somePlan, position);
    t.strictSame(lines().slice(0, 2), [
      '1 of 1: fastify on 1 server, open, poisson 1,000/s',
      'servers start',
    ]);
    meter.progress(someProgress);
    // Only what has changed is drawn: the title stays.
    const shown = lines();
    t.match(shown[0], /^━+╌+ window 6 s of 13 s, 7 s left$/);
    const all = shown.join(' · ');
    t.match(
      all,
      /1,998\/s of 2,000\/s · p50 400 µs .*· 990 in flight · no errors · generator keeps up/,
    );
    t.match(all, /p99 by second █ up to 1.2 ms/);
    t.ok(shown.every((line) => line.length <= columns));
    meter.trialFinished(madeTrial(somePlan, made));
    t.match(lines()[0], /^1 of 1: fastify .*: 500\/s, response p50 1 ms, p99 1 ms$/);
  }
});

t.test('plain lines come every five seconds of the trial and when it ends', async (t) => {
  const lines: string[] = [];
  const write = (line: string): boolean => lines.push(line) > 0;
  const meter = plainMeter({ write: write as NodeJS.WriteStream['write'] });
  meter.trialStarted(somePlan, position);
  for (let tenths = 0; tenths <= 130; tenths++) {
    const lateNs = tenths > 80 ? 4 * NS_PER_MS : 3200;
    const progress: Progress = { ...someProgress, lateNs, elapsedNs: (tenths * NS_PER_S) / 10 };
    meter.progress(progress);
  }
  const trial = madeTrial(somePlan, made);
  meter.trialFinished(trial);
  meter.trialFinished({ ...trial, verdict: 'invalid' });
  t.match(lines, [
    /^1 of 1: fastify/,
    /^ {2}window 5 s of 13 s, 8 s left · 1,998\/s of 2,000\/s .* · no errors\n$/,
    /^ {2}window 10 s of 13 s.* · generator too slow: requests leave 4 ms late\n$/,
    /^ {2}500\/s, response p50 1 ms, p99 1 ms\n$/,
    /p99 1 ms \(invalid\)\n$/,
  ]);
  t.equal(lines.length, 5);
});

t.test('quiet is silent', async (t) => {
  const screen = { write: () => t.fail('wrote something') } as unknown as NodeJS.WriteStream;
  const meter = meterFor(screen, true);
  meter.trialStarted(somePlan, position);
  meter.progress(someProgress);
  meter.trialFinished(madeTrial(somePlan, { requests: 1, responseNs: () => 1 }));
  t.pass();
});
