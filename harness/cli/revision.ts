/** Git revisions as targets: checked out beside the working directory, built, and taken away. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { HarnessError } from '../model/harness-error.ts';
import type { Target } from '../model/target.ts';
import { unreachable } from '../model/unreachable.ts';

const run = promisify(execFile);

/** A checkout of one commit. */
export interface Revision {
  /** As it was asked for, such as `main`. */
  readonly name: string;
  readonly commit: string;
  /** The top of the checkout. */
  readonly dir: string;
  /** Takes it away again; more than once does no harm. */
  remove(): Promise<void>;
}

const usage = (message: string, next: string, cause?: unknown): HarnessError =>
  new HarnessError('usage', message, next, { cause });

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd });
  return stdout.trim();
}

/** The top of the repository around a folder. Throws a usage error where there is none. */
export async function repositoryAround(dir: string): Promise<string> {
  try {
    return await realpath(await git(dir, 'rev-parse', '--show-toplevel'));
  } catch (error) {
    const next = 'Run it inside of one, or name two targets with --base.';
    throw usage(`There is no git repository around ${dir}.`, next, error);
  }
}

/** The commit that a revision names. Throws a usage error for one that is not there. */
export async function commitOf(repository: string, name: string): Promise<string> {
  try {
    return await git(repository, 'rev-parse', '--verify', '--end-of-options', `${name}^{commit}`);
  } catch (error) {
    const next =
      'Name a branch, a tag or a commit; in CI, check out with its history (fetch-depth: 0).';
    throw usage(`The repository has no revision "${name}".`, next, error);
  }
}

/** The commit of the working directory if it is just that, with nothing changed. */
export async function cleanCommit(repository: string): Promise<string | undefined> {
  const changes = await git(repository, 'status', '--porcelain');
  return changes === '' ? commitOf(repository, 'HEAD') : undefined;
}

/** Where the code in a folder stands; nothing is known of a folder that is in no repository. */
export async function sourceOf(dir: string): Promise<{ commit: string | null; changed: boolean }> {
  try {
    const commit = await git(dir, 'rev-parse', '--verify', 'HEAD');
    return { commit, changed: (await git(dir, 'status', '--porcelain')) !== '' };
  } catch {
    return { commit: null, changed: false };
  }
}

/** Checks a revision out into a folder of its own, below the system's for temporary files. */
export async function checkOut(repository: string, name: string): Promise<Revision> {
  const commit = await commitOf(repository, name);
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'steelyard-revision-')));
  const remove = async (): Promise<void> => {
    await rm(dir, { recursive: true, force: true });
    // Forgets worktrees whose folder is gone, this one and any that a killed run has left.
    await git(repository, 'worktree', 'prune').catch(() => undefined);
  };
  try {
    await git(repository, 'worktree', 'add', '--detach', '--quiet', dir, commit);
  } catch (error) {
    await remove();
    throw usage(`Cannot check out "${name}": ${String(error)}.`, 'See what git says.', error);
  }
  return { name, commit, dir, remove };
}

function stop(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? Number.NaN), 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Builds in a folder with a command of the user's, which writes to our stderr. Throws a `target`
 * error when it fails, `interrupted` when the signal says so; nothing of it goes on running.
 */
export async function build(command: string, dir: string, signal: AbortSignal): Promise<void> {
  const child = spawn(command, {
    cwd: dir,
    shell: true,
    detached: true,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const abort = (): void => stop(child);
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) abort();
    const [code, killedBy] = await once(child, 'exit');
    if (signal.aborted) {
      throw new HarnessError('interrupted', 'The build was interrupted.', 'Nothing was measured.');
    }
    if (code === 0) return;
    const how = code === null ? `was ended by ${killedBy}` : `ended with ${code}`;
    const next = 'See what it says above, and try it in a fresh checkout.';
    throw new HarnessError('target', `The build "${command}" in ${dir} ${how}.`, next);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** The place in a checkout of what lies in the repository. */
function moved(path: string, repository: string, dir: string): string {
  const inside = relative(repository, path);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return join(dir, inside);
  const next = 'Only what lies in the repository has revisions.';
  throw usage(`${path} is outside of the repository ${repository}.`, next);
}

/** The same target in another checkout. Throws a usage error for one that has no revisions. */
export function atRevision(target: Target, repository: string, dir: string): Target {
  switch (target.kind) {
    case 'command': {
      const cwd = resolve(target.cwd ?? process.cwd());
      return { ...target, cwd: moved(cwd, repository, dir) };
    }
    case 'module': {
      const { module, name } = target;
      if (module === undefined) {
        const next = 'Give a file of the repository, or a URL with --start.';
        throw usage(`"${name}" is a server of Steelyard's own and has no revisions.`, next);
      }
      const isUrl = module.startsWith('file:');
      const path = moved(isUrl ? fileURLToPath(module) : module, repository, dir);
      return { ...target, module: isUrl ? pathToFileURL(path).href : path };
    }
    case 'url': {
      const next = "Add the command that serves it, --start 'CMD'.";
      throw usage(`${target.url} runs already and has no revisions.`, next);
    }
    default:
      return unreachable(target);
  }
}
