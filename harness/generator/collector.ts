/**
 * V8's garbage collector, as a generator thread wants it. V8 shares a small collection out among
 * helper threads; on a processor they share with ours each of them may take a whole time slice, up
 * to 4 ms, where the collection itself takes a few tenths of a millisecond.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * What a thread may allocate between two small collections: a polling one makes some 60 MB of
 * garbage a second, and a collection takes a quarter of a millisecond whatever its size. This is
 * the most that V8 would let it grow to by itself.
 */
const NEW_SPACE_MIB = 16;

/**
 * Lets each thread of this process make its small collections by itself, and keeps V8 from making
 * a large one because a thread has little to do, as the main thread has while the others measure:
 * it took 25 ms of a processor, four helpers included. V8 reads these flags anew each time or for
 * each thread; those about large collections may only be set when a process starts.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString(`--min-semi-space-size=${NEW_SPACE_MIB}`);
  setFlagsFromString('--gc-memory-reducer-start-delay-ms=2000000000');
}

/** How far the heap may grow until the next large collection, in percent of what lives on. */
const GROWING_PERCENT = 400;

/**
 * Collects the calling thread's garbage twice, so that what lives on is moved out of the way of
 * the small collections to come. V8 would take two collections in a row for a sign that memory is
 * short, and make the next large one after two megabytes.
 */
export function collectNow(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
  collect();
  collect();
  setFlagsFromString('--heap-growing-percent=0');
}
