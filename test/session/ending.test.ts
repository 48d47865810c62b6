/** However a run ends: what was finished is kept, and nothing is left running. */
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import t from 'tap';
import { measure } from '../../harness/library/measure.ts';
import type { Load } from '../../harness/model/load.ts';
import type { Target } from '../../harness/model/target.ts';
import { NS_PER_MS, NS_PER_S } from '../../harness/model/units.ts';
import { readRecord, writeWhole } from '../../harness/session/store.ts';
import { shortRun } from '../support/short-trial.ts';

const closed = (durationNs: number): Load => ({
  model: 'closed',
  clients: 2,
  thinkNs: 0,
  durationNs,
});

/** Processes of ours that serve as targets, by their command line. */
const serversAlive = (mark: string): string[] =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(mark) && !line.startsWith('ps '));

/** A settings value that no other test uses marks this test's processes. */
const marked = (mark: number): string => `pooled:serviceMs=${mark}`;

t.test('an interrupt keeps finished trials and stops the servers', async (t) => {
  const outDir = t.testdir();
  const abort = new AbortController();
  let finished = 0;
  const running = measure({
    ...shortRun({
      target: marked(1.0101),
      load: closed(300 * NS_PER_MS),
      outDir,
      repetitions: 100,
    }),
    signal: abort.signal,
    observer: {
      trialFinished: () => {
        finished++;
      },
      progress: ({ stage }) => {
        if (finished >= 1 && stage === 'window') abort.abort();
      },
    },
  });
  await t.rejects(running, { name: 'HarnessError', exit: 'interrupted' });
  t.equal((await readRecord(`${outDir}/record.json`)).trials.length, finished);
  t.same(serversAlive('1.0101'), []);
});

t.test('a server that dies in mid-run ends it, with its last words', async (t) => {
  const script =
    "require('http').createServer((q, s) => s.end()).listen(process.env.PORT);" +
    "setTimeout(() => { console.error('out of luck'); process.exit(3) }, 1500)";
  const target: Target = {
    kind: 'command',
    name: 'mortal',
    protocol: 'http1',
    command: `PORT={port} exec '${process.execPath}' -e "${script}"`,
    url: 'http://127.0.0.1:{port}/',
  };
  const running = measure(shortRun({ target, load: closed(20 * NS_PER_S), outDir: t.testdir() }));
  await t.rejects(running, { name: 'HarnessError', exit: 'target', message: /out of luck/ });
});

t.test('a record that cannot be written stops the run before it begins', async (t) => {
  const outDir = t.testdir({ file: '' });
  const options = shortRun({
    target: marked(1.0202),
    load: closed(NS_PER_S),
    outDir: `${outDir}/file/under`,
  });
  await t.rejects(measure(options), {
    name: 'HarnessError',
    exit: 'usage',
    message: /Cannot write .*file\/under/,
  });
  t.same(serversAlive('1.0202'), []);
});

t.test(
  'a full disk is named and leaves the old file as it was',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const dir = t.testdir({ 'record.json': 'old' });
    symlinkSync('/dev/full', `${dir}/record.json.${process.pid}.tmp`);
    await t.rejects(writeWhole(`${dir}/record.json`, 'new'), {
      name: 'HarnessError',
      exit: 'usage',
      message: /ENOSPC/,
    });
    t.equal(execFileSync('cat', [`${dir}/record.json`], { encoding: 'utf8' }), 'old');
  },
);
