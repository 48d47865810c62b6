import { HarnessError } from '../model/harness-error.ts';
import type { CommandTarget } from '../model/target.ts';
import { freePorts } from './free-ports.ts';
import { gatedShell } from './gated-shell.ts';
import type { HostedServer } from './hosted-server.ts';
import { NumbersFile } from './numbers-file.ts';
import { addressOf, tryConnect, tryHealth, untilAnswered } from './readiness.ts';
import type { Reaper } from './reaper.ts';
import { ServerProcess, type StartOptions } from './server-process.ts';

const PORT = '{port}';

/** A command with its port put in. */
export interface CommandInstance {
  readonly command: string;
  readonly url: string;
}

/**
 * One command and URL per server, each with a free port of its own where `{port}` stands. Throws a
 * usage error when the servers could not be told apart.
 */
export async function commandInstances(
  target: CommandTarget,
  servers: number,
): Promise<CommandInstance[]> {
  const { name, command, url } = target;
  const inBoth = command.includes(PORT) && url.includes(PORT);
  const inNone = !command.includes(PORT) && !url.includes(PORT);
  if (!inBoth && !(inNone && servers === 1)) {
    throw new HarnessError(
      'usage',
      inNone
        ? `${servers} servers of "${name}" cannot share the URL ${url}.`
        : `"${name}" has ${PORT} in its command or in its URL, but not in both.`,
      `Write ${PORT} for the port in both: a command such as "node server.js ${PORT}" and a URL ` +
        `such as http://127.0.0.1:${PORT}.`,
    );
  }
  if (inNone) return [{ command, url }];
  const ports = await freePorts(servers);
  return ports.map((port) => ({
    command: command.replaceAll(PORT, `${port}`),
    url: url.replaceAll(PORT, `${port}`),
  }));
}

async function refuseTaken(url: string): Promise<void> {
  const address = addressOf(url);
  if ((await tryConnect(address)) !== undefined) return;
  throw new HarnessError(
    'target',
    `Port ${address.port} on ${address.host} is taken: something answers at ${url} already.`,
    `Stop it, leave out the command to measure what runs there, or write ${PORT} for the port.`,
  );
}

/** Starts one command in a shell and waits until its URL answers. */
export async function startCommandServer(
  target: CommandTarget,
  { command, url }: CommandInstance,
  label: string,
  reaper: Reaper,
  options: StartOptions,
): Promise<HostedServer> {
  const { healthPath } = target;
  const address = addressOf(url);
  await refuseTaken(url);
  const numbers = new NumbersFile();
  const env = { ...process.env, ...numbers.environment, ...target.env };
  const { child, open } = gatedShell(command, { cwd: target.cwd, env });
  const server = await ServerProcess.adopt({ child, label, command, numbers }, reaper);
  open();
  const attempt = (): Promise<string | undefined> =>
    healthPath === undefined ? tryConnect(address) : tryHealth(url, healthPath);
  await server.whenReady((over, pending) => untilAnswered(attempt, over, pending), options);
  return {
    url,
    pid: server.pid,
    died: server.died,
    requests: async () => null,
    numbers,
    stop: () => server.stop(),
  };
}
