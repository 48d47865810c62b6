import type { ServerCommand } from '../../harness/model/target.ts';
import { deno } from './deno.ts';

/**
 * Servers in other runtimes, which a command starts. A new one is a file here and a line in this
 * list.
 */
export const serverCommands = [deno] as const satisfies readonly ServerCommand[];
