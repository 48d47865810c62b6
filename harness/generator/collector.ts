/**
 * V8's garbage collector, as a generator thread wants it. V8 shares a small collection out among
 * helper threads; on a processor they share with ours each of them may take a whole time slice, up
 * to 4 ms, where the collection itself takes a few tenths of a millisecond.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Lets each thread of this process make its small collections by itself. V8 reads this flag anew
 * for each of them; those about large collections may only be set when a process starts.
 */
export function collectAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}

/**
 * Collects the calling thread's garbage twice, so that what lives on is moved out of the way of
 * the small collections to come.
 */
export function collectNow(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  collect();
  collect();
}
