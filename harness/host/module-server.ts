import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { reviveError } from '../model/harness-error.ts';
import type { ModuleTarget, ServerGroup } from '../model/target.ts';
import { unreachable } from '../model/unreachable.ts';
import type { HostedServer } from './hosted-server.ts';
import { NumbersFile } from './numbers-file.ts';
import type { Reaper } from './reaper.ts';
import { ServerProcess, type StartOptions } from './server-process.ts';
import { siblingFile, siblingFlags } from './sibling.ts';
import type { ServerOrder, TargetMessage, TargetQuestion } from './target-message.ts';

/** A server under full load answers late, but it does answer. */
const COUNT_TIMEOUT_MS = 5000;

/** URLs of a protocol start with its name, but for HTTP/1.1's. */
function schemeOf(protocol: string): string {
  return protocol === 'http1' ? 'http' : protocol;
}

async function nextMessage(child: ChildProcess, signal: AbortSignal): Promise<TargetMessage> {
  const [message]: TargetMessage[] = await once(child, 'message', { signal });
  if (!message) throw new TypeError('an empty message');
  return message;
}

async function readyPort(child: ChildProcess, label: string, over: AbortSignal): Promise<number> {
  const message = await nextMessage(child, over);
  switch (message.kind) {
    case 'ready':
      return message.port;
    case 'failed':
      throw reviveError({ ...message, message: `Could not start ${label}: ${message.message}` });
    case 'count':
      throw new TypeError('a count that nobody asked for');
    default:
      return unreachable(message);
  }
}

async function countOf(child: ChildProcess): Promise<number | null> {
  if (!child.connected) return null;
  const question: TargetQuestion = { kind: 'count' };
  // The process can die at any time; then nobody counts any more, and `died` says the rest.
  child.send(question, () => undefined);
  const asked = nextMessage(child, AbortSignal.timeout(COUNT_TIMEOUT_MS));
  const message = await asked.catch(() => undefined);
  return message?.kind === 'count' ? message.requests : null;
}

/**
 * Starts one server module in a process of its own, on a port that the operating system chooses.
 */
export async function startModuleServer(
  target: ModuleTarget,
  label: string,
  reaper: Reaper,
  options: StartOptions & { readonly group: ServerGroup },
): Promise<HostedServer> {
  const order: ServerOrder = {
    group: options.group,
    server: target.server,
    options: target.options,
    ...(target.module === undefined ? {} : { module: target.module }),
  };
  const numbers = new NumbersFile();
  const child = fork(siblingFile('../entries/target-process'), [JSON.stringify(order)], {
    detached: true,
    execArgv: [...siblingFlags()],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Frameworks do extra work for developers unless told that this is earnest.
    env: { NODE_ENV: 'production', ...process.env, ...numbers.environment },
  });
  const server = await ServerProcess.adopt({ child, label, numbers }, reaper);
  const port = await server.whenReady((over) => readyPort(child, label, over), options);
  return {
    url: `${schemeOf(target.protocol)}://127.0.0.1:${port}`,
    pid: server.pid,
    died: server.died,
    requests: () => countOf(child),
    numbers,
    stop: () => server.stop(),
  };
}
