import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import { NS_PER_MS } from '../model/units.ts';
import type { Control } from './control.ts';

const LOOK_NS = NS_PER_MS;

/**
 * Waits until the main thread has set the common start time and until that time has come. Resolves
 * with it; rejects when the trial is stopped instead.
 */
export function startTime(control: Control, clock: Clock): Promise<number> {
  return new Promise((resolve, reject) => {
    const look = clock.alarm('coarse', () => {
      if (control.stopped) {
        reject(new HarnessError('interrupted', 'The trial was stopped.', ''));
        return;
      }
      const startAtNs = control.startAtNs;
      if (startAtNs === undefined) {
        look.set(clock.nowNs() + LOOK_NS);
        return;
      }
      clock.alarm('precise', () => resolve(startAtNs)).set(startAtNs);
    });
    look.set(clock.nowNs());
  });
}
