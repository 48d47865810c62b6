/** Objectives and capacity as users run them: what they refuse, and how they end. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { exitCodes } from '../../harness/model/exit-code.ts';
import { steelyard } from '../support/steelyard.ts';

t.jobs = 3;

const brief = ['--duration', '300ms', '--warmup', '0s', '--connections', '4', '--quiet'];

/** A server in this process that answers every request with a status. */
async function serverOf(t: Test, status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('answer'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

t.test('run: an objective that is broken ends with its own code', async (t) => {
  const words = ['run', 'node-http', '--rate', '50', ...brief, '--objective', 'memory<1MB'];
  const ended = await steelyard([...words, '--out', t.testdir()]);
  // So brief a run may be spoilt by a machine that is busy; nothing is said of the target then.
  const { failed, invalid } = exitCodes;
  t.ok(ended.code === failed.code || ended.code === invalid.code, ended.stderr);
  if (ended.code === failed.code) t.match(ended.stdout, 'memory < 1MB is broken: memory is');
  t.match(ended.stdout, 'Objectives');
});

t.test('capacity: a target that answers nothing rightly', async (t) => {
  const url = await serverOf(t, 500);
  const words = ['capacity', url, ...brief, '--objective', 'p99<50ms', '--out', t.testdir()];
  const ended = await steelyard([...words, '--no-preflight']);
  t.equal(ended.code, exitCodes.failed.code, ended.stderr);
  t.match(ended.stdout.replaceAll(/\s+/g, ' '), 'gave no right answer at all.');
});

t.test('what makes no question is refused before anything is measured', async (t) => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['run', 'pooled', '--objective', 'p99'], 'The objective "p99" is not a figure'],
    [['run', 'pooled', '--objective', 'p99<baseline'], 'speaks of a baseline'],
    [['run', 'pooled', '--objective', 'p99(x)<1s'], 'an operation that the scenario text has not'],
    [['capacity', 'pooled'], 'objective'],
    [['capacity', 'pooled', '--objective', 'throughput>5/s'], 'the rate is what is searched for'],
    [
      ['capacity', 'pooled', '--objective', 'p99<1s', '--width', '2'],
      'of --width, "2", is not a share',
    ],
    [['capacity', 'pooled', '--objective', 'p99<1s', '--rate', '5'], "unknown option '--rate'"],
  ];
  await Promise.all(
    cases.map(async ([words, message]) => {
      const ended = await steelyard(words);
      t.equal(ended.code, exitCodes.usage.code, words.join(' '));
      t.match(ended.stderr, message);
    }),
  );
});
