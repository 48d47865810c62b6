import { accessSync, constants, readFileSync } from 'node:fs';
import os from 'node:os';
import { delimiter, join } from 'node:path';
import { coresAtStart } from '../host/pinning.ts';
import type { CoreFigures, LimitFigures } from './figures.ts';
import {
  allowedCores,
  type CoreTicks,
  coreTicks,
  openFiles,
  portRange,
  quotaCores,
} from './system-text.ts';

/** What `read` makes of a file; null where there is no such file or it may not be read. */
function fromFile<T>(path: string, read: (text: string) => T | null): T | null {
  try {
    return read(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function readCores(): CoreFigures {
  return {
    usable: coresAtStart,
    allowed: fromFile('/proc/self/status', allowedCores),
    quota: fromFile('/sys/fs/cgroup/cpu.max', quotaCores),
    taskset: onPath('taskset'),
  };
}

export function readLimits(): LimitFigures {
  return {
    openFiles: fromFile('/proc/self/limits', openFiles),
    ports: fromFile('/proc/sys/net/ipv4/ip_local_port_range', portRange),
  };
}

export const readCoreTicks = (): CoreTicks | null => fromFile('/proc/stat', coreTicks);

/** Of the last minute. Windows has none and says 0. */
export const readLoadAverage = (): number | null =>
  process.platform === 'win32' ? null : (os.loadavg()[0] ?? null);
