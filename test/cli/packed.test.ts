/** The package as users get it: packed, installed in a folder of somebody else's, and run there. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { treeRoot } from '../support/tidy/source-file.ts';

const run = promisify(execFile);

const files: Readonly<Record<string, string>> = {
  'steelyard.config.ts': `import { defineConfig } from 'steelyard';
export default defineConfig({
  targets: {
    files: {
      command: 'python3 -m http.server --bind 127.0.0.1 {port}',
      url: 'http://127.0.0.1:{port}/',
      health: '/',
      ready: '20s',
    },
  },
  scenarios: { visit: './visit.ts' },
  experiments: {
    smoke: {
      kind: 'run', target: 'files', scenario: 'visit', rate: 20, duration: '1s', warmup: '200ms',
    },
  },
});
`,
  'visit.ts': `import { defineScenario } from 'steelyard';
export default defineScenario({
  name: 'visit',
  about: 'a page, and what it names',
  functions: {
    shout: (context: { get(name: string): unknown }) => String(context.get('next')).toUpperCase(),
  },
  steps: [
    {
      name: 'page',
      request: {
        path: '/page.html',
        expect: { status: 200, headers: { 'content-type': 'text/html' } },
      },
      capture: { next: { regex: 'href="([^"]+)"' } },
    },
    { call: 'shout', into: 'loud' },
    { name: 'next', request: { path: '/{{ next }}', expect: { body: 'second\\n' } } },
    { name: 'gone', request: { path: '/{{ loud }}', expect: { status: 404 } } },
  ],
});
`,
  'page.html': '<a href="second.txt">on</a>\n',
  'second.txt': 'second\n',
};

const hasPython = spawnSync('python3', ['--version']).status === 0;
const skip = hasPython ? false : 'python3 is not installed here';

t.test('a project with TypeScript and a server in Python', { skip }, async (t) => {
  // Outside this tree, or imports would find what is installed here.
  const dir = mkdtempSync(join(tmpdir(), 'steelyard-packed-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', dir], { cwd: treeRoot() });
  const [packed = ''] = readdirSync(dir).filter((name) => name.endsWith('.tgz'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  writeFileSync(join(dir, 'package.json'), '{"private":true,"type":"module"}');
  await run('npm', ['install', ...quiet, `./${packed}`], { cwd: dir });
  t.notOk(existsSync(join(dir, 'node_modules/steelyard/dist/test')), 'tests are not packed');
  const bin = join(dir, 'node_modules/.bin/steelyard');
  const words = ['run', 'smoke', '--out', 'out', '--quiet'];
  // The verdict of so brief a run is not the matter.
  const { stderr } = await run(bin, words, { cwd: dir }).catch(
    (error: unknown) => error as { readonly stderr: string },
  );
  const record = JSON.parse(readFileSync(join(dir, 'out/record.json'), 'utf8'));
  const [trial] = record.trials;
  t.ok(trial.counts.completed > 20, stderr);
  t.equal(trial.counts.completed, trial.counts.sent, JSON.stringify(trial.operations));
  t.equal(trial.sessions.failed, 0);
  t.ok(existsSync(join(dir, 'out/report.html')));
});
