/**
 * The process of one server module. It is told which on its command line, listens on a port that
 * the operating system chooses, says so to whoever started it, and ends when they are gone.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { targets } from '../../targets/index.ts';
import { importModule } from '../host/import-module.ts';
import { NUMBERS_VARIABLE } from '../host/numbers-file.ts';
import { tellRuntimeNumbers } from '../host/runtime-numbers.ts';
import { serverOptions } from '../host/server-options.ts';
import type { ServerOrder, TargetMessage, TargetQuestion } from '../host/target-message.ts';
import { HarnessError } from '../model/harness-error.ts';
import { lookUp } from '../model/registry.ts';
import type { RunningServer, ServerModule } from '../model/target.ts';

const DEPTH_SHOWN = 1;

function tell(message: TargetMessage, then?: () => void): void {
  process.send?.(message, undefined, undefined, () => then?.());
}

/** What is wrong with a value as a server module; nothing when it is one. */
function faultsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['it is no object'];
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { name, protocol, options, start } = fields;
  return [
    ...(typeof name === 'string' ? [] : ['no name']),
    ...(typeof protocol === 'string' ? [] : ['no protocol, such as "http1"']),
    ...(typeof options === 'object' && options !== null ? [] : ['no options, such as {}']),
    ...(typeof start === 'function' ? [] : ['no start(options)']),
  ];
}

function isServerModule(value: unknown): value is ServerModule {
  return faultsOf(value).length === 0;
}

/** Imports a user's own server: the default export, or the one named `target`. */
async function importServer(path: string): Promise<ServerModule> {
  const file = path.startsWith('file:') ? fileURLToPath(path) : resolve(path);
  const exported = await importModule(file);
  const value = exported['default'] ?? exported['target'];
  if (isServerModule(value)) return value;
  throw new HarnessError(
    'usage',
    value === undefined
      ? `${path} has neither a default export nor one named "target".`
      : `What ${path} exports is not a server module: ${faultsOf(value).join(', ')}.`,
    'Export a ServerModule: { name, about, protocol, options, start(options) }.',
  );
}

async function startServer(): Promise<RunningServer> {
  const order: ServerOrder = JSON.parse(process.argv[2] ?? '{}');
  const { module, server: name, options, group } = order;
  const server =
    module === undefined ? lookUp('target', targets, name) : await importServer(module);
  return server.start(serverOptions(server, options), group);
}

function serve(server: RunningServer): void {
  process.on('message', ({ kind }: TargetQuestion) => {
    if (kind !== 'count') return;
    Promise.resolve(server.refresh?.()).then(() => tell({ kind, requests: server.requests() }));
  });
  process.once('SIGTERM', async () => {
    await server.close();
    process.exit(0);
  });
  const numbers = process.env[NUMBERS_VARIABLE];
  if (numbers !== undefined) tellRuntimeNumbers(numbers);
  tell({ kind: 'ready', port: server.port });
}

function fail(error: unknown): void {
  const data =
    error instanceof HarnessError
      ? { exit: error.exit, message: error.message, next: error.next }
      : {
          exit: 'target' as const,
          message: inspect(error, { depth: DEPTH_SHOWN }),
          next: 'Start the server on its own to see what it lacks.',
        };
  tell({ kind: 'failed', ...data }, () => process.exit(1));
}

process.once('disconnect', () => process.exit(0));
// They may have gone while this was being loaded; then the event has passed unheard.
if (!process.connected) process.exit(0);
startServer().then(serve, fail);
