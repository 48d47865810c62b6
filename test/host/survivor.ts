/** Starts what the test says and tells the process numbers; the test kills it. */
import { startTarget } from '../../harness/host/running-target.ts';
import type { Target } from '../../harness/model/target.ts';

const wanted: readonly Target[] = JSON.parse(process.argv[2] ?? '[]');
const running = await Promise.all(wanted.map((target) => startTarget(target, 2)));
const pids = running.flatMap(({ servers }) => servers.map(({ pid }) => pid));
console.log(JSON.stringify(pids));
