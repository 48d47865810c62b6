import type { HarnessError } from '../model/harness-error.ts';
import type { NumbersFile } from './numbers-file.ts';

/** One server that takes load. */
export interface HostedServer {
  /** Where it listens, with the scheme of its protocol. */
  readonly url: string;
  /** The process that was started, which leads a process group; null for a server not of ours. */
  readonly pid: number | null;
  /** Resolves when it ends without having been stopped; never for a server not of ours. */
  readonly died: Promise<HarnessError>;
  /** Requests taken in so far by its own count; null where it cannot be asked. */
  requests(): Promise<number | null>;
  /** Where it may tell of itself; absent for what is not ours to start. */
  readonly numbers?: NumbersFile;
  /** Resolves when nothing of it runs any more. A server not of ours is left running. */
  stop(): Promise<void>;
}
