/** Which processors do what: the generator some of its own, and the servers the others. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { HarnessError } from '../model/harness-error.ts';
import type { PinPlan } from '../model/trial.ts';
import { isOf, liveProcesses } from './process-table.ts';

/** How many processors this process could use when it began: it may have pinned itself since. */
export const coresAtStart = availableParallelism();

/** The processors that this process may use, by their numbers; none where the system hides them. */
export function usableCores(): readonly number[] {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    return parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}

/** Reads `0-2,5`. */
export const parseCores = (text: string): readonly number[] =>
  text.split(',').flatMap((part) => {
    const [first, last = first] = part.trim().split('-');
    if (first === undefined || !/^\d+$/.test(first)) return [];
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, index) => Number(first) + index);
  });

interface Parties {
  /** Generator threads. */
  readonly workers: number;
  /** Of the target. */
  readonly processes: number;
  /** Where the servers are to be; absent where nobody says so. */
  readonly asked?: readonly number[] | undefined;
}

/**
 * The generator gets a core for each of its threads and the servers share the rest in turn; or the
 * servers get the cores that were asked for them, and the generator all others. Throws a usage
 * error where there are too few to part.
 */
export function planPinning(cores: readonly number[], parties: Parties): PinPlan {
  const { workers, processes, asked } = parties;
  if (asked !== undefined)
    return { generator: besides(cores, asked), servers: inTurn(asked, processes) };
  const rest = cores.slice(workers);
  if (rest.length === 0) {
    throw new HarnessError(
      'usage',
      `--pin needs a processor for each of ${workers} workers and one for the servers; there ` +
        `${cores.length === 1 ? 'is' : 'are'} ${cores.length || 'none to be seen'}.`,
      'Use fewer --workers, a machine with more processors, or leave --pin out.',
    );
  }
  return { generator: cores.slice(0, workers), servers: inTurn(rest, processes) };
}

/** With more cores than servers each server has several to itself. */
function inTurn(cores: readonly number[], processes: number): readonly (readonly number[])[] {
  const each = Math.max(1, Math.floor(cores.length / processes));
  return Array.from({ length: processes }, (_, index) => {
    const from = (index * each) % cores.length;
    return cores.slice(from, from + each);
  });
}

function besides(cores: readonly number[], asked: readonly number[]): readonly number[] {
  const missing = asked.find((core) => !cores.includes(core));
  const rest = cores.filter((core) => !asked.includes(core));
  if (missing === undefined && rest.length > 0) return rest;
  throw new HarnessError(
    'usage',
    missing === undefined
      ? `The target's cores ${asked.join(', ')} are all there are; the generator has none left.`
      : `The target asks for processor ${missing}, and ${listed(cores)} can be used here.`,
    'Name fewer or others in the "cores" of the target.',
  );
}

const listed = (cores: readonly number[]): string =>
  cores.length === 0 ? 'none' : `only ${cores.join(', ')}`;

const run = promisify(execFile);

/** With `-a` all of its threads; what any of them starts later inherits it. */
async function pin(
  pid: number,
  cores: readonly number[],
  threads: readonly string[] = ['-a'],
): Promise<void> {
  try {
    await run('taskset', [...threads, '-c', '-p', cores.join(','), `${pid}`]);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : '';
    throw new HarnessError(
      'usage',
      `Could not pin process ${pid} to processor ${cores.join(', ')}: ${why}.`,
      'It takes taskset (of util-linux) and the right to use these processors; or leave --pin out.',
      { cause: error },
    );
  }
}

/** Pins this process with all its threads, those to come included. */
export const pinSelf = (cores: readonly number[]): Promise<void> => pin(process.pid, cores);

/** Pins the main thread alone. Threads that it starts meanwhile stay where it was then. */
export const pinMainThread = (cores: readonly number[]): Promise<void> =>
  pin(process.pid, cores, []);

/** Whether servers and generator can be parted here: tried, because a sandbox may forbid it. */
export async function canPin(): Promise<boolean> {
  const cores = usableCores();
  return (
    cores.length > 1 &&
    (await pinSelf(cores).then(
      () => true,
      () => false,
    ))
  );
}

/** Where this process does everything but sending: of the generator's cores only what is spare. */
export function besideGenerator(
  cores: readonly number[],
  { generator }: PinPlan,
  workers: number,
): readonly number[] {
  return generator.length > workers ? generator : cores.filter((core) => !generator.includes(core));
}

/** Pins a server's process and all that it has started so far. */
export async function pinGroup(leader: number, cores: readonly number[]): Promise<void> {
  const group = { id: leader, startTicks: null };
  const members = liveProcesses()?.filter((stat) => isOf(group.id, stat)) ?? [];
  for (const { pid } of members) await pin(pid, cores);
}
