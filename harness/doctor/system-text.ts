/** Reads what the system says of itself, from the texts in /proc and /sys. */
import type { LimitFigures } from './figures.ts';

/** The soft limit of open files in `/proc/self/limits`; null when it is not there. */
export function openFiles(limits: string): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

/** `/proc/sys/net/ipv4/ip_local_port_range`: first and last port. */
export function portRange(text: string): LimitFigures['ports'] {
  const [, first, last] = /^(\d+)\s+(\d+)\s*$/.exec(text) ?? [];
  return first === undefined ? null : { first: Number(first), last: Number(last) };
}

/** The cores in `/proc/self/status` that the process may run on, such as `0-3,8`. */
export function allowedCores(status: string): string | null {
  return /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? null;
}

/** A control group's `cpu.max`, "quota period" in µs, as a number of cores; null is no limit. */
export function quotaCores(cpuMax: string): number | null {
  const [, quota, period] = /^(\d+) (\d+)\s*$/.exec(cpuMax) ?? [];
  return quota === undefined ? null : Number(quota) / Number(period);
}

/** All cores' time so far, in clock ticks. */
export interface CoreTicks {
  readonly all: number;
  readonly stolen: number;
}

/** The first line of `/proc/stat`. Fields: user nice system idle iowait irq softirq steal. */
export function coreTicks(stat: string): CoreTicks | null {
  const line = /^cpu\s+([\d ]+)$/m.exec(stat)?.[1];
  // What follows them is guests' time, which is in `user` and `nice` already. See proc(5).
  const fields = line?.trim().split(/\s+/).slice(0, 8).map(Number) ?? [];
  const stolen = fields[7];
  return stolen === undefined ? null : { all: fields.reduce((sum, n) => sum + n, 0), stolen };
}

/** The share of time between two readings that was stolen; null when there was none between. */
export function stolenShare(before: CoreTicks | null, after: CoreTicks | null): number | null {
  if (before === null || after === null || after.all <= before.all) return null;
  return (after.stolen - before.stolen) / (after.all - before.all);
}
