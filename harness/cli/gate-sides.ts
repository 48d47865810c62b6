/** The two sides of a gate, ready to be started: two targets, or one at two revisions. */
import type { Target } from '../model/target.ts';
import {
  atRevision,
  build,
  checkOut,
  cleanCommit,
  type Revision,
  repositoryAround,
} from './revision.ts';

export interface SideOptions {
  readonly base?: Target;
  readonly baseRev?: string;
  readonly headRev?: string | undefined;
  readonly build?: string | undefined;
}

export interface Sides {
  readonly head: Target;
  /** None where only objectives or stored trials are judged by. */
  readonly base: Target | undefined;
  /** What was checked out, by side; of a working directory with changes it is not known. */
  readonly commits: { readonly base?: string; readonly head?: string };
  /** Takes the checkouts away. */
  remove(): Promise<void>;
}

/** What the sides are called wherever they are shown. */
const names = { base: 'base', head: 'head' } as const;

/** Throws what a checkout or a build throws, and leaves nothing behind then. */
export async function sidesOf(
  target: Target,
  options: SideOptions,
  signal: AbortSignal,
): Promise<Sides> {
  if (options.baseRev !== undefined) {
    return revisionsOf(target, { ...options, baseRev: options.baseRev }, signal);
  }
  const nothing = { commits: {}, remove: () => Promise.resolve() };
  if (options.base === undefined) return { head: target, base: undefined, ...nothing };
  const base = { ...options.base, name: names.base };
  return { head: { ...target, name: names.head }, base, ...nothing };
}

async function revisionsOf(
  target: Target,
  options: SideOptions & { readonly baseRev: string },
  signal: AbortSignal,
): Promise<Sides> {
  const { baseRev, headRev } = options;
  const repository = await repositoryAround(process.cwd());
  const made: Revision[] = [];
  const remove = async (): Promise<void> => {
    for (const revision of made) await revision.remove();
  };
  const checkedOut = async (name: string): Promise<Revision> => {
    const revision = await checkOut(repository, name);
    made.push(revision);
    return revision;
  };
  const side = (name: string, dir: string): Target => ({
    ...atRevision(target, repository, dir),
    name,
  });
  try {
    const base = await checkedOut(baseRev);
    const head = headRev === undefined ? undefined : await checkedOut(headRev);
    const headDir = head?.dir ?? repository;
    const headCommit = head?.commit ?? (await cleanCommit(repository));
    const sides = { base: side(names.base, base.dir), head: side(names.head, headDir) };
    for (const dir of options.build === undefined ? [] : [base.dir, headDir]) {
      await build(options.build ?? '', dir, signal);
    }
    const commits = {
      base: base.commit,
      ...(headCommit === undefined ? {} : { head: headCommit }),
    };
    return { ...sides, commits, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
