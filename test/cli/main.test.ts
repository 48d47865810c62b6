/**
 * The command line as users run it: in a process of its own, against real servers, for fractions of
 * a second. What it says, what it writes, and how it ends.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type ExitName, exitCodes } from '../../harness/model/exit-code.ts';
import { readRecord } from '../../harness/session/store.ts';
import { type Ended, startSteelyard, steelyard } from '../support/steelyard.ts';

// Most of the time of each test is spent on starting processes.
t.jobs = 3;

/** Short, and with room for a busy machine to answer in. */
const brief = ['--duration', '300ms', '--warmup', '0s', '--drain', '5s', '--connections', '4'];

const ends = (t: Test, ended: Ended, ...exits: readonly ExitName[]): void => {
  const codes = exits.map((exit): number => exitCodes[exit].code);
  t.ok(codes.includes(ended.code ?? -1), `ends with ${exits.join(' or ')}: ${ended.stderr}`);
};

/** So brief a measurement may be good, too short, or spoilt by a machine that is busy. */
const anyVerdict = ['pass', 'inconclusive', 'invalid'] as const;

/** A server in this process that answers every request with a status. */
async function serverOf(t: Test, status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('answer'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

t.test('run: a record, a report, a summary, and progress on stderr', async (t) => {
  const out = t.testdir();
  const ended = await steelyard(['run', 'node-http', '--rate', '100', ...brief, '--out', out]);
  ends(t, ended, ...anyVerdict);
  const record = await readRecord(join(out, 'record.json'));
  t.match(record, {
    command: 'run',
    argv: ['run', 'node-http', '--rate', '100'],
    config: { target: 'node-http', scenario: { name: 'text' }, settings: { connections: 4 } },
    trials: [{ target: 'node-http', load: { phases: [{ ratePerSecond: 100 }] } }],
  });
  t.match(readFileSync(join(out, 'report.html'), 'utf8'), /^<!DOCTYPE html>/i);
  t.match(ended.stdout, 'node-http');
  t.match(
    ended.stdout,
    `written: ${join(out, 'record.json')}\nwritten: ${join(out, 'report.html')}`,
  );
  t.match(ended.stderr, /^1 of 1: node-http on 1 server, open, poisson 100\/s\n/);
  t.notMatch(`${ended.stdout}${ended.stderr}`, '\u001b', 'no colour and no redrawing into a pipe');
});

t.test('compare: every target, --json and --quiet', async (t) => {
  const out = t.testdir();
  const targets = ['pooled:serviceMs=1', 'pooled:serviceMs=9'];
  const once = ['--repetitions', '1', '--json', '--quiet'];
  const words = ['compare', ...targets, '--rate', '100', ...brief, ...once];
  const ended = await steelyard([...words, '--format', 'md,csv', '--out', out]);
  t.equal(ended.stderr, '', 'silent');
  const printed = JSON.parse(ended.stdout);
  t.strictSame(printed, JSON.parse(readFileSync(join(out, 'record.json'), 'utf8')));
  t.match(
    printed.trials.map((trial: { target: string }) => trial.target),
    targets,
  );
  t.match(printed.findings[0], { rule: 'ranking' });
  t.ok(existsSync(join(out, 'report.md')) && existsSync(join(out, 'report.csv')));
  t.notOk(existsSync(join(out, 'report.html')), 'only what was asked for');
});

t.test('--live: a page for as long as it takes, also when nobody comes', async (t) => {
  const out = t.testdir();
  const ended = await steelyard(['run', '--live', 'node-http', '--quiet', ...brief, '--out', out]);
  ends(t, ended, ...anyVerdict);
  t.match(ended.stderr, /^live: http:\/\/127\.0\.0\.1:\d+\/\n$/);
  t.ok(existsSync(join(out, 'report.html')), 'everything else is as without');
});

t.test('--live of a port that is taken', async (t) => {
  const url = await serverOf(t, 200);
  const ended = await steelyard(['run', url, ...brief, '--live', new URL(url).port]);
  ends(t, ended, 'usage');
  t.match(ended.stderr, /^error: Cannot serve the live page: .*EADDRINUSE.*\nGive --live another/);
});

t.test('scale: both loads on each number of servers', async (t) => {
  const out = t.testdir();
  const words = ['scale', 'pooled', '--servers', '1,2', '--rate', '50', ...brief];
  const ended = await steelyard([...words, '--repetitions', '1', '--out', out]);
  const record = await readRecord(join(out, 'record.json'));
  t.strictSame(
    record.trials.map((trial) => `${trial.servers} ${trial.load.model} ${trial.connections}`),
    ['1 open 4', '1 closed 4', '2 open 8', '2 closed 8'],
  );
  t.match(record.findings, [{ rule: 'scaling' }, { rule: 'latency-at-scale' }]);
  ends(t, ended, ...anyVerdict);
});

t.test('report: of what was measured before', async (t) => {
  const dir = t.testdir();
  const url = await serverOf(t, 200);
  await steelyard(['run', url, '--rate', '50', ...brief, '--out', join(dir, 'a'), '--quiet']);
  const record = join(dir, 'a', 'record.json');
  const markdown = await steelyard(['report', record, '--format', 'md'], { cwd: dir });
  ends(t, markdown, 'pass');
  t.match(markdown.stdout, /^# .*run/);
  const html = await steelyard(['report', record, record], { cwd: dir });
  t.equal(html.stdout, 'written: report.html\n');
  t.ok(existsSync(join(dir, 'report.html')));
});

t.test('a target that answers nothing rightly fails', async (t) => {
  const url = await serverOf(t, 500);
  const words = ['run', url, '--rate', '100', ...brief, '--out', t.testdir()];
  const ended = await steelyard([...words, '--no-preflight']);
  ends(t, ended, 'failed', 'invalid');
  t.match(ended.stdout, /no right answer/);
});

t.test('a target that answers wrongly is not measured', async (t) => {
  const url = await serverOf(t, 500);
  const out = t.testdir();
  const ended = await steelyard(['run', url, '--rate', '100', ...brief, '--out', out]);
  ends(t, ended, 'target');
  t.match(
    ended.stderr,
    /answers "text" wrongly\.\n {2}expected: status 200\n {2}got: {6}status 500/,
  );
  t.match(ended.stderr, '--no-preflight');
  t.notOk(existsSync(join(out, 'record.json')));
});

t.test('a target that is not there', async (t) => {
  const ended = await steelyard(['run', 'http://127.0.0.1:1/', ...brief, '--out', t.testdir()]);
  ends(t, ended, 'target');
  t.match(ended.stderr, /error: .*127\.0\.0\.1:1.*\nStart the server first/);
});

t.test('a folder that cannot be written is found before anything is measured', async (t) => {
  const dir = t.testdir({ file: 'in the way' });
  const ended = await steelyard(['run', 'node-http', '--out', join(dir, 'file', 'deeper')]);
  ends(t, ended, 'usage');
  t.match(ended.stderr, /^error: Cannot write .*deeper/);
  t.notMatch(ended.stderr, '1 of 1', 'no trial was begun');
});

t.test('mistakes end with 104, in colour where that is wished for', async (t) => {
  const [plain, colored] = await Promise.all([
    steelyard(['run', 'fastfy']),
    steelyard(['run', 'fastfy'], { env: { FORCE_COLOR: '1' } }),
  ]);
  ends(t, plain, 'usage');
  t.match(plain.stderr, /^error: .*"fastfy".*\nDid you mean "fastify"\?/);
  t.match(colored.stderr, '\u001b[31merror:');
});

t.test('an option that would do nothing is refused', async (t) => {
  const ended = await steelyard(['report', 'record.json', '--format', 'md', '--embed']);
  ends(t, ended, 'usage');
  t.match(ended.stderr, /^error: --embed is for pages, and none is asked for\.\nLeave --embed out/);
});

t.test('help', async (t) => {
  const ended = await steelyard(['--help']);
  ends(t, ended, 'pass');
  for (const { code, meaning } of Object.values(exitCodes)) {
    t.match(ended.stdout, `${code}  ${meaning}`);
  }
  t.match(ended.stdout, /Examples:\n {2}steelyard demo/);
  t.match(ended.stdout, /Times have a unit/);
});

t.test('list', async (t) => {
  const ended = await steelyard(['list', 'targets']);
  ends(t, ended, 'pass');
  t.match(ended.stdout, /^targets: .*\n {2}node-http {2}/);
  t.notMatch(ended.stdout, / \n/, 'no blanks at the ends of lines');
});

/** Whether a process still runs. */
function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

t.test('interrupted: finished trials are kept, servers are stopped', async (t) => {
  const out = t.testdir();
  const words = ['run', 'node-http', '--rate', '50', '--repetitions', '500', ...brief];
  const running = startSteelyard([...words, '--out', out]);
  await running.said('2 of 500');
  running.interrupt();
  const ended = await running.ended;
  ends(t, ended, 'interrupted');
  t.match(ended.stderr, /stopping; once more ends at once/);
  t.match(
    ended.stderr,
    /\d+ finished trials? .* in .*record\.json\nerror: The run was interrupted/,
  );
  const record = await readRecord(join(out, 'record.json'));
  t.ok(record.trials.length >= 1);
  const pids = record.trials.flatMap((trial) => trial.usage.target.servers).map(({ pid }) => pid);
  t.ok(pids.length >= 1 && pids.every((pid) => pid !== null && !runs(pid)), 'nothing is left');
});
