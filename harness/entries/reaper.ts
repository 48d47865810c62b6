/**
 * Ends process groups when whoever started them is gone. Standard input has one order per line:
 * `+123` to watch group 123, `-123` to forget it. The end of the input is the sign. See
 * `host/reaper.ts`.
 */
import { createInterface } from 'node:readline';
import { endGroup, groupLedBy, type ProcessGroup } from '../host/process-group.ts';

const watched = new Map<number, ProcessGroup>();

function obey(order: string): void {
  const id = Number(order.slice(1));
  if (!Number.isInteger(id) || id <= 1) return;
  if (order.startsWith('+')) watched.set(id, groupLedBy(id));
  else watched.delete(id);
}

// Whatever asks us to end asks the one that we stand in for as well.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) obey(line);
await Promise.all([...watched.values()].map(endGroup));
// The signal listeners would keep the process alive.
process.exit(0);
