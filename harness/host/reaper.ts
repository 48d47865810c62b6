import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { siblingFile, siblingFlags } from './sibling.ts';

/**
 * A small process that outlives us for as long as it takes to end what we started. It is told the
 * process groups over a pipe; when the pipe closes, for whatever reason, it ends those that are
 * left. So even `kill -9` of ours leaves no server behind.
 */
export class Reaper {
  readonly #child: ChildProcess;
  readonly #orders: Writable;

  constructor() {
    const file = siblingFile('../entries/reaper');
    this.#child = spawn(process.execPath, [...siblingFlags(), file], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const orders = this.#child.stdin;
    if (!orders) throw new TypeError('the reaper has no pipe');
    this.#orders = orders;
    // Without a reaper a run is as good as with one, as long as we end in an orderly way.
    this.#child.on('error', () => undefined);
    orders.on('error', () => undefined);
  }

  /** From now on the group ends when we do. The order is in the pipe when this returns. */
  watch(groupId: number): void {
    this.#orders.write(`+${groupId}\n`);
  }

  /** To be called when the group is gone: its number may soon be another's. */
  forget(groupId: number): void {
    this.#orders.write(`-${groupId}\n`);
  }

  /** Ends the groups that are still watched, and then the reaper itself. */
  async close(): Promise<void> {
    this.#orders.end();
    const { exitCode, signalCode, pid } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) {
      await once(this.#child, 'exit');
    }
  }
}
