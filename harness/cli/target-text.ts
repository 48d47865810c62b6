/** What a TARGET argument may be: a known server, a URL, or a file with a server of the user's. */
import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { serverCommands } from '../../targets/commands/index.ts';
import { targets } from '../../targets/index.ts';
import { parseModuleTarget, serverOptions } from '../host/server-options.ts';
import { HarnessError } from '../model/harness-error.ts';
import { lookUp, type Named, nearest } from '../model/registry.ts';
import {
  type Balancer,
  balancers,
  type CommandTarget,
  type ServerCommand,
  type ServerModule,
  type Target,
} from '../model/target.ts';
import { protocols } from '../protocols/index.ts';
import { importFile } from './import-file.ts';
import { unknownBeside } from './unknown-name.ts';

export interface StartOptions {
  /** The command that serves the URL; `{port}` in both stands for a port we choose. */
  readonly start?: string;
  /** A path that answers 2xx when the server is ready. */
  readonly health?: string;
}

const schemeOf = (text: string): string | undefined =>
  /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();

const isBalancer = (text: string | undefined): text is Balancer =>
  balancers.some((balancer) => balancer === text);

const isFile = (text: string): boolean =>
  /^\.{0,2}\//.test(text) || ['.js', '.mjs', '.ts', '.mts'].includes(extname(text));

/**
 * Reads a TARGET argument. `besides` are names that the user could have meant too. Throws a usage
 * error that says what would have been right.
 */
export async function readTarget(
  text: string,
  options: StartOptions = {},
  besides: readonly string[] = [],
): Promise<Target> {
  const [, before, balancer] = /^(.*)@([a-z]+)$/.exec(text) ?? [];
  if (before !== undefined && isBalancer(balancer)) {
    const behind = await readTarget(before, options, besides);
    if (behind.kind !== 'url') return { ...behind, balancer, name: `${behind.name}@${balancer}` };
    throw new HarnessError(
      'usage',
      `${balancer} cannot stand in front of ${before}, which runs already.`,
      `Let Steelyard start it with --start 'CMD', or leave @${balancer} out.`,
    );
  }
  const scheme = schemeOf(text);
  if (scheme !== undefined) return urlTarget(text, scheme, options);
  if (options.start !== undefined || options.health !== undefined) {
    throw new HarnessError(
      'usage',
      `${options.start === undefined ? '--health' : '--start'} needs a URL, not "${text}".`,
      "Give the URL that the command serves, such as 'http://127.0.0.1:{port}/'.",
    );
  }
  if (isFile(text)) return fileTarget(text);
  const brought: readonly Named[] = [...targets, ...serverCommands];
  const [name = ''] = text.split(':', 1);
  if (besides.length > 0 && !brought.some((one) => one.name === name.trim())) {
    throw unknownBeside('target', text, besides, brought);
  }
  lookUp('target', brought, name.trim());
  const command = serverCommands.find((server) => server.name === name.trim());
  if (command === undefined) return parseModuleTarget(text, targets);
  if (text.trim() === command.name) return commandTarget(command);
  throw new HarnessError(
    'usage',
    `The server "${command.name}" has no settings, so "${text}" asks for nothing that it has.`,
    `Write ${command.name} alone.`,
  );
}

/** A server that comes with the harness and that a command starts. */
export function commandTarget(server: ServerCommand): CommandTarget {
  const { name, protocol, url, healthPath } = server;
  return { kind: 'command', name, protocol, url, healthPath, command: server.command() };
}

function urlTarget(text: string, scheme: string, options: StartOptions): Target {
  const protocol = protocols.find((one) => (one.schemes as readonly string[]).includes(scheme));
  if (protocol === undefined) {
    const known = protocols.flatMap((one) => one.schemes);
    const guess = nearest(scheme, known);
    throw new HarnessError(
      'usage',
      `No protocol has the scheme "${scheme}" of ${text}.`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${known.join(', ')}.`,
    );
  }
  const common = { name: text, protocol: protocol.name, url: text };
  if (options.start === undefined) {
    if (options.health !== undefined) {
      throw new HarnessError(
        'usage',
        '--health says when a command is ready, and there is none.',
        "Add --start 'CMD', or leave --health out.",
      );
    }
    return { kind: 'url', ...common };
  }
  const health = options.health === undefined ? {} : { healthPath: options.health };
  return { kind: 'command', ...common, command: options.start, ...health };
}

const serverModule = z.looseObject({
  name: z.string().min(1),
  about: z.string(),
  protocol: z.string(),
  options: z.record(z.string(), z.number()),
  start: z.custom<ServerModule['start']>((value) => typeof value === 'function', 'not a function'),
});

/** The server that a module exports. Throws a usage error for a file that has none. */
export async function serverOf(text: string): Promise<ServerModule> {
  const module = resolve(text);
  if (!existsSync(module)) {
    throw new HarnessError(
      'usage',
      `There is no file ${text}.`,
      'Give the path of a module, the name of a target (see `steelyard list targets`) or a URL.',
    );
  }
  const exported = await importFile(module, 'usage');
  const checked = serverModule.safeParse(exported['default'] ?? exported['target']);
  if (!checked.success) {
    throw new HarnessError(
      'usage',
      `${text} is no server module: ${z.prettifyError(checked.error).replaceAll('\n', ' ')}`,
      'Its default export must have name, about, protocol, options and start (see README.md).',
    );
  }
  return checked.data;
}

async function fileTarget(text: string): Promise<Target> {
  const server = await serverOf(text);
  return {
    kind: 'module',
    name: server.name || basename(text),
    protocol: server.protocol,
    server: server.name,
    module: pathToFileURL(resolve(text)).href,
    options: serverOptions(server, {}),
  };
}
