/**
 * The generator threads: a piscina pool with one long task to each thread. Threads are new for
 * every trial, so that no trial starts with code already optimised by the one before.
 */
import { extname } from 'node:path';
import { Piscina } from 'piscina';
import { siblingFlags } from '../host/sibling.ts';
import type { Clock } from '../model/clock.ts';
import { HarnessError, reviveError } from '../model/harness-error.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { until } from './clock.ts';
import { collectAlone } from './collector.ts';
import { Control, type LiveTotals, liveTotals, type SharedMemory } from './control.ts';
import type { GeneratorReply, GeneratorResult, GeneratorTask } from './task.ts';

const LOOK_NS = 2 * NS_PER_MS;
/** How long threads that were told to stop may take to do so before they are ended. */
const STOP_NS = 3 * NS_PER_S;

/** What each thread runs. */
const threadEntry = new URL(
  `../entries/generator-thread${extname(import.meta.filename)}`,
  import.meta.url,
);

/** A set of threads at work on one trial. */
export class GeneratorPool {
  readonly #pool: Piscina;
  readonly #control: Control;
  readonly #memory: SharedMemory;
  readonly #clock: Clock;
  readonly #tasks: readonly GeneratorTask[];
  readonly #replies: readonly Promise<GeneratorResult>[];
  #failed = false;

  /** Starts the threads; each begins to open its connections at once. */
  constructor(
    tasks: readonly GeneratorTask[],
    memory: SharedMemory,
    clock: Clock,
    entry: URL = threadEntry,
  ) {
    this.#tasks = tasks;
    this.#memory = memory;
    this.#clock = clock;
    this.#control = new Control(memory);
    collectAlone();
    this.#pool = new Piscina({
      filename: entry.href,
      minThreads: tasks.length,
      maxThreads: tasks.length,
      concurrentTasksPerWorker: 1,
      // Flags of this process, such as a test runner's loader, would slow what is measured.
      execArgv: [...siblingFlags()],
      // An idle thread must not block in Atomics.wait: its sockets and timers would stand still.
      atomics: 'disabled',
    });
    // A thread lost between tasks is noticed by its task's rejection; the event only must not
    // throw.
    this.#pool.on('error', () => undefined);
    this.#replies = tasks.map((task) => this.#run(task));
    for (const reply of this.#replies) reply.catch(() => this.#fail());
  }

  async #run(task: GeneratorTask): Promise<GeneratorResult> {
    let reply: GeneratorReply;
    try {
      reply = await this.#pool.run(task);
    } catch (error) {
      throw new HarnessError(
        'worker',
        `Generator thread ${task.worker + 1} of ${task.workers} was lost: ${String(error)}.`,
        'Finished trials are saved. Run again; use fewer --connections if memory ran out.',
        { cause: error },
      );
    }
    if (reply.kind === 'error') throw reviveError(reply);
    return reply.result;
  }

  /** One lost thread ends the trial for all: the others stop. */
  #fail(): void {
    this.#failed = true;
    this.#control.stop();
  }

  /** Resolves when every thread has its connections; rejects with the first thread's error. */
  async ready(): Promise<void> {
    while (this.#control.ready < this.#tasks.length) {
      if (this.#failed) await this.results();
      await until(this.#clock, this.#clock.nowNs() + LOOK_NS);
    }
  }

  go(startAtNs: number): void {
    this.#control.go(startAtNs);
  }

  /** Tells the threads to stop; `results` then rejects with `interrupted`. */
  stop(): void {
    this.#control.stop();
  }

  /** The system's numbers of the threads, once they are ready. */
  get threads(): readonly number[] {
    return this.#control.threads;
  }

  totals(): LiveTotals {
    return liveTotals(this.#memory);
  }

  /** What every thread recorded, or the most telling of their errors. */
  async results(): Promise<readonly GeneratorResult[]> {
    const settled = await Promise.allSettled(this.#replies);
    const errors = settled.flatMap((reply) => (reply.status === 'rejected' ? [reply.reason] : []));
    const interrupted = (error: unknown): boolean =>
      error instanceof HarnessError && error.exit === 'interrupted';
    // The threads that were stopped because of another's error say nothing of the cause.
    const first = errors.find((error) => !interrupted(error)) ?? errors[0];
    if (first !== undefined) throw first;
    return settled.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value] : []));
  }

  /** Ends the threads: those that still work are told to stop first, and given a moment. */
  async close(): Promise<void> {
    this.#control.stop();
    const stopped = new AbortController();
    const deadline = until(this.#clock, this.#clock.nowNs() + STOP_NS, stopped.signal);
    await Promise.race([Promise.allSettled(this.#replies), deadline.catch(() => undefined)]);
    // The deadline's timer would keep the process alive.
    stopped.abort();
    await this.#pool.destroy();
  }
}
