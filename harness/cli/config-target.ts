/** Targets and scenarios of a configuration, as the rest of the harness knows them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { serverCommands } from '../../targets/commands/index.ts';
import { targets } from '../../targets/index.ts';
import { type ConfigFile, folderOf } from '../config/config-file.ts';
import type { ConfigTarget } from '../config/config-schema.ts';
import { serverOptions } from '../host/server-options.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { ModuleTarget, Target } from '../model/target.ts';
import { parseDurationNs } from '../model/units.ts';
import { commandTarget, readTarget, serverOf } from './target-text.ts';

/** Runs something that knows no files, and puts into its complaint where in the file that is. */
export async function placedAt<T>(place: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HarnessError) || place === undefined) throw error;
    if (error.message.startsWith(place)) throw error;
    const { exit, message, next } = error;
    throw new HarnessError(exit, `${place}: ${message}`, next, { cause: error });
  }
}

/** A target of the file, by its name there. Throws a usage error that names the place. */
export function configTarget(file: ConfigFile, name: string, keys: ConfigTarget): Promise<Target> {
  const place = file.placeOf(['targets', name]);
  return placedAt(place, async () => {
    const started = startedBy(keys);
    const named = serverCommands.find((server) => server.name === keys.module);
    if (named !== undefined) {
      if (keys.options === undefined) return { ...commandTarget(named), ...started, name };
      const message = `The server "${named.name}" has no settings, so "options" changes nothing.`;
      throw new HarnessError('usage', message, 'Leave it out.');
    }
    if (keys.module !== undefined) {
      return { ...(await moduleTarget(file, name, keys.module, keys.options)), ...started };
    }
    const { command, health, url = '' } = keys;
    const found = await readTarget(url, {
      ...(command === undefined ? {} : { start: command }),
      ...(health === undefined ? {} : { health }),
    });
    if (found.kind !== 'command') return { ...found, name };
    const cwd = resolve(folderOf(file), keys.cwd ?? '.');
    if (!existsSync(cwd)) {
      const message = `The target "${name}" is to run in ${cwd}, which is not there.`;
      throw new HarnessError('usage', message, 'Make the folder, or mend the path in "cwd".');
    }
    const env = Object.entries(keys.env ?? {}).map(([key, value]) => [key, String(value)]);
    return { ...found, ...started, name, cwd, env: Object.fromEntries(env) };
  });
}

/** What every target that we start may say. */
const startedBy = ({ balancer, ready, cores }: ConfigTarget) => ({
  ...(cores === undefined ? {} : { cores }),
  ...(balancer === undefined ? {} : { balancer }),
  ...(ready === undefined ? {} : { readyTimeoutNs: parseDurationNs(ready) }),
});

async function moduleTarget(
  file: ConfigFile,
  name: string,
  module: string,
  options: Readonly<Record<string, number>> = {},
): Promise<ModuleTarget> {
  const ours = targets.find((server) => server.name === module);
  const path = resolve(folderOf(file), module);
  const server = ours ?? (await serverOf(path));
  return {
    kind: 'module',
    name,
    protocol: server.protocol,
    server: server.name,
    ...(ours === undefined ? { module: path } : {}),
    options: serverOptions(server, options),
  };
}

/** A target for the record: what its environment is set to may be secret, the names are not. */
export function withoutSecrets(target: Target): Target {
  if (target.kind !== 'command' || target.env === undefined) return target;
  const names = Object.keys(target.env).map((key) => [key, '(not recorded)']);
  return { ...target, env: Object.fromEntries(names) };
}
