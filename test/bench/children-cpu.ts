import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Kernel clock ticks per second in /proc; fixed by the kernel's interface to user space. */
const TICKS_PER_SECOND = 100;

/** User and system time of all children this process has waited for, in seconds (Linux). */
export function childrenCpuSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name in brackets may hold spaces; fields count from behind it. See proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

export interface ChildRun {
  readonly stdout: string;
  /** User and system time of the whole process, start-up included. */
  readonly cpuSeconds: number;
}

/** Runs a command to its end and tells what it cost. Rejects when it fails. One at a time. */
export async function runCounted(command: string, args: readonly string[]): Promise<ChildRun> {
  const { code, stderr, ...run } = await runAny(command, args);
  if (code === 0) return run;
  throw new Error(`${command} ended with ${code}: ${stderr.slice(-2000)}`);
}

export interface EndedRun extends ChildRun {
  readonly code: number | null;
  readonly stderr: string;
}

/** The same for a command whose exit code says something. */
export function runAny(command: string, args: readonly string[]): Promise<EndedRun> {
  const before = childrenCpuSeconds();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr, cpuSeconds: childrenCpuSeconds() - before });
    });
  });
}
