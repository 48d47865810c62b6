import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The shell waits for a line on descriptor 3 before it becomes the command. If we die in between,
 * there is no line, and no command.
 */
const GATE = 'read -r _ <&3 && exec 3<&- && exec sh -c "$1"';

/** A shell that leads a process group and has not begun its command yet. */
export interface GatedShell {
  readonly child: ChildProcess;
  /** Lets the command begin. */
  open(): void;
}

/** Starts a shell that waits, so that others can take note of it before it does anything. */
export function gatedShell(
  command: string,
  options: { readonly cwd?: string | undefined; readonly env: NodeJS.ProcessEnv },
): GatedShell {
  const child = spawn('sh', ['-c', GATE, 'sh', command], {
    ...options,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const gate = child.stdio[3];
  // A shell that ended early has its exit code to say so; without a shell there is no pipe.
  gate?.on('error', () => undefined);
  return {
    child,
    open: () => {
      if (gate && 'end' in gate) gate.end('go\n');
    },
  };
}
