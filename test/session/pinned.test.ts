/** `--pin` in a real trial: which threads are where while it goes on. */
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { readCores } from '../../harness/doctor/system.ts';
import { parseCores, usableCores } from '../../harness/host/pinning.ts';
import { measure } from '../../harness/library/measure.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import { shortRun } from '../support/short-trial.ts';
import { poisson } from '../support/sound-trial.ts';

const coresOf = (task: string): readonly number[] => {
  const status = readFileSync(`${task}/status`, 'latin1');
  return parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '');
};

const { usable, taskset } = readCores();
const skip = process.platform === 'linux' && taskset && usable > 1 ? false : 'nothing to pin to';

/** Running, or waiting to run, as a share of the window: what is left is sleep. */
function upOf(trial: TrialRecord | undefined): number {
  const [worker] = trial?.usage.generator.workers ?? [];
  const upNs = (worker?.cpuNs ?? 0) + (worker?.waitNs ?? 0);
  return upNs / (trial?.window.durationNs ?? 0);
}

/** A thread also sleeps while the system fetches what it needs from a disk: then once more. */
const ATTEMPTS = 6;

t.test('a generator thread has a core to itself', { skip }, async (t) => {
  const [first = 0, ...others] = usableCores();
  const seen: (readonly number[])[] = [];
  const look = (): void => {
    if (seen.length > 0) return;
    const own = '/proc/self/task';
    for (const thread of readdirSync(own)) seen.push(coresOf(`${own}/${thread}`));
  };
  const options = {
    target: 'node-http',
    load: poisson(1000),
    settings: { pin: true },
    rest: { observer: { progress: look } },
  } as const;
  const { environment, trials } = await measure(shortRun({ ...options, outDir: t.testdir() }));
  const [trial] = trials;
  t.equal(environment.cores, usable, 'the machine is described as it is, not as it was parted');
  const alone = seen.filter((cores) => cores.includes(first));
  t.strictSame(alone, [[first]], 'one thread is there, and nowhere else');
  t.ok(seen.length > 4, `${seen.length - 1} others are not`);
  t.strictSame(trial?.usage.generator.cores, [first], 'the record says so');
  let up = upOf(trial);
  for (let attempt = 1; attempt < ATTEMPTS && up <= 0.9; attempt++) {
    const again = await measure(shortRun({ ...options, outDir: t.testdir() }));
    up = upOf(again.trials[0]);
  }
  t.ok(up > 0.9, `it never slept, as nobody else wants its core: up ${up} of the window`);
  const [server] = trial?.usage.target.servers ?? [];
  t.strictSame(server?.cores, others, 'and which ones the server had');
});
