/** What Node.js tells of itself: its event loop, its garbage collector and its heap. */
import { appendFile } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { NS_PER_MS } from '../model/units.ts';

const EVERY_MS = 1000;
/** Each look wakes the process, and what that costs counts as the server's. */
const LOOK_MS = 50;

/**
 * Appends this process's own numbers to a file once a second, as long as it lives:
 * `eventLoopDelayNsMax`, by how much a timer was late at most; `eventLoopBusyShare`, the share of
 * the time that the loop did not wait for anything; `gcNs`, the time in garbage collection; and
 * `heapBytes`. It does not keep the process alive.
 */
export function tellRuntimeNumbers(path: string): void {
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  let gcMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration;
  }).observe({ entryTypes: ['gc'] });
  let loop = performance.eventLoopUtilization();
  const tell = (): void => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, loop);
    loop = now;
    const line = {
      // It counts the time between two looks, of which they are apart on purpose.
      eventLoopDelayNsMax: Math.max(0, delay.max - LOOK_MS * NS_PER_MS),
      eventLoopBusyShare: utilization,
      gcNs: Math.round(gcMs * NS_PER_MS),
      heapBytes: getHeapStatistics().used_heap_size,
    };
    delay.reset();
    gcMs = 0;
    // A server is not to fail because nobody reads its numbers any more.
    appendFile(path, `${JSON.stringify(line)}\n`, () => undefined);
  };
  setInterval(tell, EVERY_MS).unref();
}
