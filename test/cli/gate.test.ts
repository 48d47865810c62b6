/** The gate from end to end, between two revisions of a project of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startSteelyard, steelyard } from '../support/steelyard.ts';

/** Keeps its processor busy for so long with each request. */
const server = (busyMs: number): string => `
import { createServer } from 'node:http';
createServer((request, response) => {
  const end = performance.now() + ${busyMs};
  while (performance.now() < end);
  response.end('done');
}).listen(process.env.PORT, '127.0.0.1');
`;

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
  }).trim();

function repository(dir: string): void {
  git(dir, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(dir, 'server.mjs'), server(1));
  git(dir, 'add', '.');
  git(dir, 'commit', '--quiet', '-m', 'fast');
  writeFileSync(join(dir, 'server.mjs'), server(2));
  git(dir, 'commit', '--quiet', '-am', 'slow');
}

const left = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('steelyard-revision-'));

// Closed and short: a busy machine makes it slower, and not less valid.
const load = [
  ...['--connections', '1', '--duration', '400ms', '--warmup', '200ms', '--repetitions', '4'],
];
const target = ['http://127.0.0.1:{port}/', '--start', 'PORT={port} node server.mjs'];
const gate = (...more: readonly string[]): string[] => ['gate', ...target, ...load, ...more];

t.test('a slower revision may not go on, the same one never fails', async (t) => {
  const cwd = t.testdir({});
  repository(cwd);
  const before = left();
  const files = ['--out', 'slow', '--format', 'junit,html', '--comment', 'comment.md'];
  const revisions = ['--base-rev', 'main~1', '--head-rev', 'main', '--build', 'echo built > built'];
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
  const slow = await steelyard(gate(...revisions, ...files), { cwd, env });
  t.equal(slow.code, 99, slow.stdout + slow.stderr);
  t.match(slow.stdout, /head may not go on: response p50 of head is \d/);
  t.match(slow.stdout, /^::error title=steelyard%3A gate::head may not go on/m);
  t.match(readFileSync(join(cwd, 'slow/report.xml'), 'utf8'), '<failure message=');
  t.match(readFileSync(join(cwd, 'comment.md'), 'utf8'), '<!-- steelyard gate -->');
  t.match(readFileSync(join(cwd, 'summary.md'), 'utf8'), 'head may not go on');
  const { config, verdict } = JSON.parse(readFileSync(join(cwd, 'slow/record.json'), 'utf8'));
  t.equal(verdict, 'fail');
  t.strictSame(config.commits, {
    base: git(cwd, 'rev-parse', 'main~1'),
    head: git(cwd, 'rev-parse', 'main'),
  });
  t.notOk(existsSync(join(cwd, 'built')), 'built in the checkouts only');

  const log = ['--shadow', '--shadow-log', 'shadow.jsonl'];
  const same = ['--base-rev', 'main', '--head-rev', 'main', '--out', 'same', ...log];
  const twice = await steelyard(gate(...same), { cwd });
  t.equal(twice.code, 0, 'in the shadow it never fails');
  t.match(twice.stderr, 'False alarms: 0 of 1 runs');
  const again = JSON.parse(readFileSync(join(cwd, 'same/record.json'), 'utf8'));
  t.not(again.verdict, 'fail', again.findings[0]?.claim);
  t.strictSame(left(), before, 'no checkout is left');
  t.equal(git(cwd, 'worktree', 'list').split('\n').length, 1, 'and git knows of none');
});

t.test('mistakes are told before anything is measured', async (t) => {
  const cwd = t.testdir({});
  repository(cwd);
  const before = left();
  const cases: readonly [readonly string[], number, RegExp][] = [
    [[], 104, /nothing to judge by/],
    [['--base-rev', 'nowhere'], 104, /no revision "nowhere"/],
    [['--base-rev', 'main', '--build', 'exit 3'], 113, /The build "exit 3" in .* ended with 3/],
    [['--base-rev', 'main', '--base', 'fastify'], 104, /--base/],
    [['--head-rev', 'main'], 104, /--head-rev changes nothing without --base-rev/],
    [['--shadow-log', 'x'], 104, /--shadow-log changes nothing without --shadow/],
    [['--base-rev', 'main', '--metric', 'tial'], 104, /Did you mean "tail"/],
  ];
  for (const [more, code, said] of cases) {
    const ended = await steelyard(gate(...more), { cwd });
    t.equal(ended.code, code, `${more.join(' ')}: ${ended.stderr}`);
    t.match(ended.stderr, said);
  }
  const ours = await steelyard(['gate', 'fastify', ...load, '--base-rev', 'main'], { cwd });
  t.match(ours, { code: 104, stderr: /has no revisions/ });
  const outside = await steelyard(gate('--base-rev', 'main'), { cwd: tmpdir() });
  t.match(outside, { code: 104, stderr: /no git repository/ });
  t.strictSame(left(), before, 'no checkout is left');
});

t.test('without --repetitions it may go on beyond its eight blocks', async (t) => {
  const cwd = t.testdir({ 'steelyard.config.yaml': 'defaults:\n  repetitions: 5\n' });
  const words = ['gate', 'node-http', '--base', 'fastify', '--duration', '100ms', '--warmup', '0s'];
  const foreseen = async (dir: string, trials: number) => {
    const running = startSteelyard([...words, '--out', join(cwd, 'out')], { cwd: dir });
    await running.said(`2 of ${trials}`);
    running.interrupt();
    t.equal((await running.ended).code, 105);
    const { config } = JSON.parse(readFileSync(join(cwd, 'out/record.json'), 'utf8'));
    return [config.blocksFrom, config.blocksMax];
  };
  t.strictSame(await foreseen(tmpdir(), 16), [8, 18]);
  t.strictSame(await foreseen(cwd, 10), [undefined, undefined], 'a configuration says how many');
});
