import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError } from '../model/harness-error.ts';
import { NS_PER_MS } from '../model/units.ts';
import type { NumbersFile } from './numbers-file.ts';
import { OutputTail } from './output-tail.ts';
import { endGroup, groupLedBy, type ProcessGroup } from './process-group.ts';
import type { Reaper } from './reaper.ts';

const LINES_SHOWN = 20;
/** How long the last output of an ended process is waited for; its children may hold the pipe. */
const FLUSH_MS = 200;
/** Timers overflow beyond. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface StartOptions {
  /** How long a server may take until it answers. */
  readonly readyTimeoutNs: number;
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal;
}

/** The child as it was started: in a process group of its own, so that `pid` is its group too. */
export interface Launch {
  readonly child: ChildProcess;
  /** As messages call it, such as `server 2 of "express"`. */
  readonly label: string;
  /** What was run, for messages; a server module's needs none. */
  readonly command?: string;
  /** Where it tells of itself; removed when it has ended. */
  readonly numbers?: NumbersFile;
}

/**
 * Resolves when the server takes requests. `over` is aborted when nobody waits any longer;
 * `pending` is told why it is not ready yet.
 */
export type ReadyCheck<T> = (over: AbortSignal, pending: (cause: string) => void) => Promise<T>;

/** One server that runs in a process group of its own, from its start to its certain end. */
export class ServerProcess {
  readonly pid: number;
  /** Resolves with how it ended, such as `exit code 3`, however it comes to that. */
  readonly ended: Promise<string>;
  /** Resolves when it ends without having been stopped. */
  readonly died: Promise<HarnessError>;
  readonly #group: ProcessGroup;
  readonly #launch: Launch;
  readonly #reaper: Reaper;
  readonly #tail = new OutputTail();
  readonly #closed: Promise<unknown>;
  #stopped: Promise<void> | undefined;

  /** Resolves when the operating system has started the process. Throws a `target` error if not. */
  static async adopt(launch: Launch, reaper: Reaper): Promise<ServerProcess> {
    const { pid } = launch.child;
    if (pid !== undefined) return new ServerProcess(launch, pid, reaper);
    const [error]: unknown[] = await once(launch.child, 'error');
    launch.numbers?.remove();
    throw new HarnessError(
      'target',
      `Could not start ${launch.label}: ${error instanceof Error ? error.message : error}.`,
      'Check the working directory, and how many processes the system allows.',
    );
  }

  private constructor(launch: Launch, pid: number, reaper: Reaper) {
    const { child } = launch;
    this.pid = pid;
    this.#group = groupLedBy(pid);
    this.#launch = launch;
    this.#reaper = reaper;
    reaper.watch(pid);
    child.stdout?.on('data', (chunk: Buffer) => this.#tail.add(chunk));
    child.stderr?.on('data', (chunk: Buffer) => this.#tail.add(chunk));
    this.#closed = new Promise((resolve) => child.once('close', resolve));
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        launch.numbers?.remove();
        resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`);
      });
    });
    this.died = new Promise((resolve) => {
      this.ended.then(async (ending) => {
        if (this.#stopped) return;
        resolve(await this.#deathError(ending));
      });
    });
  }

  async #deathError(ending: string): Promise<HarnessError> {
    return new HarnessError(
      'target',
      `The target died: ${this.#launch.label} ended (${ending}) during the trial.` +
        (await this.output()),
      'Its last output may say why. A target that crashes under load is a result too.',
    );
  }

  /** The command and the last lines that it wrote, as an end to a message. */
  async output(): Promise<string> {
    await Promise.race([this.#closed, sleep(FLUSH_MS)]);
    const { command } = this.#launch;
    const lines = this.#tail.lines(LINES_SHOWN).map((line) => `\n  | ${line}`);
    return (
      (command === undefined ? '' : `\nCommand: ${command}`) +
      (lines.length === 0 ? '\nIt wrote nothing.' : `\nLast output:${lines.join('')}`)
    );
  }

  /**
   * Waits until `ready` resolves. When the process ends first, the time is over, the user
   * interrupts or `ready` throws, the process is stopped and a `HarnessError` is thrown.
   */
  async whenReady<T>(ready: ReadyCheck<T>, options: StartOptions): Promise<T> {
    let cause = '';
    const over = new AbortController();
    const { signal } = over;
    const timeoutMs = Math.min(options.readyTimeoutNs / NS_PER_MS, TIMER_MS_MAX);
    const contenders = [
      ready(signal, (latest) => {
        cause = ` (${latest})`;
      }),
      this.#earlyEnd(signal),
      sleep(timeoutMs, undefined, { signal }).then(() =>
        this.#notReady(`was not ready within ${timeoutMs / 1e3} s${cause}`),
      ),
      interruption(options.signal, signal),
    ];
    try {
      return await Promise.race(contenders);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      over.abort();
    }
  }

  #earlyEnd(over: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      this.ended.then((ending) => {
        if (over.aborted) return;
        this.#notReady(`ended (${ending}) before it was ready`).catch(reject);
      });
    });
  }

  async #notReady(what: string): Promise<never> {
    const { label, command } = this.#launch;
    throw new HarnessError(
      'target',
      `The target did not start: ${label} ${what}.${await this.output()}`,
      command === undefined
        ? 'Start the server on its own to see what it lacks.'
        : 'Run the command by hand; it must stay in the foreground and serve the given URL.',
    );
  }

  /**
   * Ends the whole process group and resolves when it is gone. Throws a `target` error when
   * something outlives even SIGKILL.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    if (!(await endGroup(this.#group))) {
      throw new HarnessError(
        'target',
        `Could not stop ${this.#launch.label}: process group ${this.pid} outlives SIGKILL.`,
        `See what it waits for: ps -o pid,stat,wchan,args -g ${this.pid}`,
      );
    }
    await this.ended;
    this.#reaper.forget(this.pid);
  }
}

/** Rejects when the user interrupts; settles in no other way. */
function interruption(user: AbortSignal | undefined, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const interrupt = (): void =>
      reject(
        new HarnessError('interrupted', 'The run was interrupted.', 'Finished trials are saved.'),
      );
    if (user?.aborted) interrupt();
    user?.addEventListener('abort', interrupt, { signal: over });
  });
}
