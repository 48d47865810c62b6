/** A thread that reads its clock when it is asked to. */
import { parentPort, workerData } from 'node:worker_threads';
import { realClock } from '../../harness/generator/clock.ts';

const clock = realClock(workerData as bigint);
parentPort?.on('message', () => parentPort?.postMessage(clock.nowNs()));
