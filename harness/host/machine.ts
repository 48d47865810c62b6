import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Environment } from '../model/record.ts';
import { coresAtStart } from './pinning.ts';

/** The distribution's own name for itself where there is one, otherwise the system's type. */
function systemName(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(release)?.[1] ?? os.type();
  } catch {
    return os.type();
  }
}

/** What must be the same for two records to be comparable. Reads a few small files. */
export function fingerprint(): Environment {
  return {
    node: process.version,
    os: `${systemName()} (${os.arch()})`,
    kernel: os.release(),
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: coresAtStart,
    memoryBytes: os.totalmem(),
  };
}
