/** The doctor as users run it, hurried; what it makes of its figures is tested without running. */
import { readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { summary } from '../../harness/cli/doctor.ts';
import { diagnose } from '../../harness/doctor/diagnosis.ts';
import {
  examinationOf,
  keepExamination,
  lastExamination,
} from '../../harness/doctor/examination-file.ts';
import { lookAtInstrument } from '../../harness/doctor/instrument.ts';
import { measurableWith } from '../../harness/doctor/measurable.ts';
import { exitCodes } from '../../harness/model/exit-code.ts';
import { goodFigures, silentFigures } from '../support/some-figures.ts';
import { startSteelyard, steelyard } from '../support/steelyard.ts';

// The doctor keeps what it finds: not in the cache of whoever runs the tests.
process.env['XDG_CACHE_HOME'] = t.testdir();

t.test('examines this machine', async (t) => {
  const ended = await steelyard(['doctor', '--duration', '300ms', '--json']);
  t.equal(ended.code, exitCodes.pass.code, ended.stderr);
  t.match(ended.stderr, /^looking at the clock.*\n(looking at .*\n){5}$/);
  const { tool, environment, measurable, figures, remarks } = JSON.parse(ended.stdout);
  t.match(tool, { name: 'steelyard', version: /^\d/ });
  t.match(environment, { node: process.version });
  t.strictSame(remarks, diagnose(figures), 'every remark follows from the figures');
  t.strictSame(measurable, measurableWith(figures), 'and so does what can be measured');
  t.match(figures, {
    timers: { coarse: { p50Ns: Number }, precise: { p50Ns: Number } },
    pacing: { ratePerSecond: 1000, p50Ns: Number, p99Ns: null },
    floor: { ratePerSecond: 200, p50Ns: Number, p99Ns: null },
    cores: { usable: Number },
  });
  const { clock, noise, ceiling } = figures;
  t.ok(clock.stepNs > 0 && clock.readNs > 0, 'time passes, and reading it takes some');
  t.ok(noise.watchedNs >= 100e6 && noise.gapNsMax >= clock.stepNs, 'it was watched');
  t.ok(ceiling.perSecond > 0 && ceiling.busyShare > 0 && ceiling.busyShare <= 1, 'it worked');
});

t.test('the next run quotes what the doctor found here, and only here', async (t) => {
  process.env['XDG_CACHE_HOME'] = t.testdir();
  t.equal((await lookAtInstrument()).examination, null, 'not asked yet');
  const examination = examinationOf(goodFigures, new Date(0));
  t.match(examination, { examinedAt: '1970-01-01T00:00:00.000Z', ceilingPerSecond: 90_000 });
  keepExamination(examination);
  const instrument = await lookAtInstrument();
  t.strictSame(instrument.examination, examination);
  t.ok(instrument.clockStepNs > 0 && instrument.timerLateNsP50 > 0);
  const path = `${process.env['XDG_CACHE_HOME']}/steelyard/examination.json`;
  writeFileSync(path, readFileSync(path, 'utf8').replace(process.version, 'v0.0.0'));
  t.equal(lastExamination(), null, 'of another version of Node.js');
  process.env['XDG_CACHE_HOME'] = '/dev/null';
  t.doesNotThrow(() => keepExamination(examination), 'a folder that cannot be written');
});

t.test('interrupted: it says so, and keeps nothing', async (t) => {
  const running = startSteelyard(['doctor', '--duration', '2s']);
  await running.said('an open load');
  running.interrupt();
  const ended = await running.ended;
  t.equal(ended.code, exitCodes.interrupted.code);
  t.match(ended.stderr, /error: The doctor was interrupted\.\nRun it again\.\n$/);
  t.equal(ended.stdout, '');
});

t.test('for people: figures in columns, then remarks', async (t) => {
  const figures = { ...goodFigures, cores: { ...goodFigures.cores, usable: 1 } };
  const [rows = '', can = '', cannot = ''] = summary(figures, diagnose(figures)).split('\n\n');
  t.match(rows, /^load average +0\.30\n.*\nlocal ports +32768 to 60999$/s);
  t.equal(new Set(rows.split('\n').map((row) => /^(.+?) {2,}/.exec(row)?.[0].length)).size, 1);
  t.match(can, /^What can be measured here:\n {2}noise {4}The machine is quiet enough: /);
  t.match(can, /connections to one server can be open at once\.$/);
  t.match(cannot, /^What cannot, or only with care:\n {2}cores {4}There is one core: .*\n$/s);
  const lines = `${can}\n${cannot}`.split('\n');
  t.ok(
    lines.every((line) => line.length <= 100),
    'nothing is wider than people read',
  );
  t.ok(
    lines.some((line) => /^ {11}\w/.test(line)),
    'and goes on below its beginning',
  );
  t.match(summary(silentFigures, diagnose(silentFigures)), '\n\nWhat the system does not tell:\n');
});
