/** All mistakes of a user's file are told at once, so that one run is enough to mend them. */
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { KeyPath, PlaceOf } from './place.ts';

/** More of them than this are counted only. */
const TOLD_MAX = 10;

interface Mistake {
  readonly path: KeyPath;
  readonly message: string;
  readonly next: string;
}

/** The line that a place names; the same for all where it names none. */
const lineIn = (placed: string): number => Number(/^ *\S*?:(\d+): /.exec(placed)?.[1] ?? 0);

/** Mistakes that were found in one file, each with the keys that lead to it. */
export class Mistakes {
  readonly #exit: ExitName;
  readonly #found: Mistake[] = [];

  constructor(exit: ExitName) {
    this.#exit = exit;
  }

  /** How many there are. */
  get count(): number {
    return this.#found.length;
  }

  add(path: KeyPath, message: string, next: string): void {
    this.#found.push({ path, message, next });
  }

  /** Does something that may complain; undefined when it did. */
  at<T>(path: KeyPath, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      this.add(path, error.message, error.next);
      return undefined;
    }
  }

  /** Throws if there are any. Without `placeOf` it is not known where they stand. */
  tell(placeOf?: PlaceOf): void {
    if (this.#found.length > 0) throw this.fault(placeOf);
  }

  /** All of them as one error; there must be some. */
  fault(placeOf?: PlaceOf): HarnessError {
    const [first, ...others] = this.#found;
    if (first === undefined) throw new TypeError('an error without a mistake');
    const placed = ({ path, message }: Mistake): string =>
      placeOf === undefined ? message : `${placeOf(path)}: ${message}`;
    if (others.length === 0) return new HarnessError(this.#exit, placed(first), first.next);
    const lines = this.#found
      .map((one) => `  ${placed(one)} ${one.next}`)
      .sort((a, b) => lineIn(a) - lineIn(b));
    const more = lines.length - TOLD_MAX;
    return new HarnessError(
      this.#exit,
      [`There are ${lines.length} mistakes.`, ...lines.slice(0, TOLD_MAX)].join('\n'),
      more > 0 ? `The other ${more} are told when these are mended.` : 'Mend them there.',
    );
  }
}
