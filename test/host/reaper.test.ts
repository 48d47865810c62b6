/** Whatever happens to us, nothing that we started survives. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parseModuleTarget } from '../../harness/host/server-options.ts';
import { targets } from '../../targets/index.ts';
import { commandTarget, serverIn, serverScript } from './command-target.ts';
import { eventually, isRunning, nodesIn, processesWith } from './processes.ts';

function file(path: string): string {
  return fileURLToPath(new URL(path + extname(import.meta.filename), import.meta.url));
}

/** The process that is to be killed, and the processes that it has started. */
async function survivor(
  dir: string,
  manner: string,
): Promise<{ child: ChildProcess; pids: number[] }> {
  const wanted = [
    commandTarget(`${serverIn(dir)} 0 ${manner} & ${serverIn(dir)} {port} ${manner}`),
    parseModuleTarget('tcp-echo', targets),
  ];
  const child = fork(file('./survivor'), [JSON.stringify(wanted)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line]: Buffer[] = child.stdout ? await once(child.stdout, 'data') : [];
  return { child, pids: JSON.parse(`${line}`) };
}

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  t.test(`nothing survives ${signal}`, async (t) => {
    const dir = t.testdir({ 'server.mjs': serverScript });
    // What ignores SIGTERM takes two seconds to kill; once is enough.
    const { child, pids } = await survivor(dir, signal === 'SIGKILL' ? 'stubborn' : '');
    // Only for a test that fails: a test that passes leaves nothing.
    t.teardown(() => {
      child.kill('SIGKILL');
      for (const pid of pids) killGroup(pid);
    });
    t.equal(pids.length, 4);
    t.same(pids.map(isRunning), [true, true, true, true]);
    await eventually('the commands and their children run', () => nodesIn(dir).length === 4);
    child.kill(signal);
    await once(child, 'exit');
    await eventually('all servers are gone', () => !pids.some(isRunning));
    await eventually('and so are their children', () => processesWith(dir).length === 0);
  });
}

t.test('the reaper ends what is left, and spares what it was told to forget', async (t) => {
  const sleeper = (): ChildProcess => spawn('sleep', ['100'], { detached: true, stdio: 'ignore' });
  const [left, spared] = [sleeper(), sleeper()];
  await Promise.all([once(left, 'spawn'), once(spared, 'spawn')]);
  t.teardown(() => [left, spared].map((child) => child.kill('SIGKILL')));
  // The test runner adds signal handlers of its own to every Node.js process, by NODE_OPTIONS.
  const bare = ['-c', 'NODE_OPTIONS= exec "$0" "$1"', process.execPath];
  const reaper = spawn('sh', [...bare, file('../../harness/entries/reaper')], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  reaper.stdin.write(`+${left.pid}\n+${spared.pid}\nnonsense\n+0\n+1\n-${spared.pid}\n`);
  if (process.platform === 'linux') {
    await eventually('the reaper listens to signals', () => catchesHangup(reaper.pid ?? 0));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) reaper.kill(signal);
  }
  const ended = once(left, 'exit');
  const done = once(reaper, 'exit');
  reaper.stdin.end();
  t.same(await ended, [null, 'SIGTERM']);
  t.same(await done, [0, null]);
  t.ok(isRunning(spared.pid ?? 0));
});

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone, as it should be.
  }
}

/** SIGHUP is signal 1, so the lowest bit of the mask of caught signals. */
function catchesHangup(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & 1n) === 1n;
}
