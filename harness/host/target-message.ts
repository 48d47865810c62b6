import type { HarnessErrorData } from '../model/harness-error.ts';
import type { ModuleTarget, ServerGroup } from '../model/target.ts';

/** What a server process is told on its command line, as JSON. */
export type ServerOrder = Pick<ModuleTarget, 'server' | 'module' | 'options'> & {
  readonly group: ServerGroup;
};

/** What a server process reports. */
export type TargetMessage =
  | { readonly kind: 'ready'; readonly port: number }
  | ({ readonly kind: 'failed' } & HarnessErrorData)
  | { readonly kind: 'count'; readonly requests: number };

/** What a server process is asked while it runs; `count` is answered by a `count`. */
export interface TargetQuestion {
  readonly kind: 'count';
}
