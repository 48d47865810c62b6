/** A generator thread that says it is ready and then is gone; its fellows wait to be stopped. */
import { Control } from '../../harness/generator/control.ts';
import type { GeneratorReply, GeneratorTask } from '../../harness/generator/task.ts';

export default function lostThread(task: GeneratorTask): Promise<GeneratorReply> {
  const control = new Control(task.memory);
  control.reportReady(task.worker);
  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (task.worker === 0 && control.startAtNs !== undefined) process.exit(7);
      if (!control.stopped) return;
      clearInterval(look);
      resolve({ kind: 'error', exit: 'interrupted', message: 'stopped', next: '' });
    }, 1);
  });
}
