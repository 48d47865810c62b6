import { HarnessError } from '../model/harness-error.ts';
import { lookUp, nearest } from '../model/registry.ts';
import type { ModuleTarget, ServerModule, ServerOptions } from '../model/target.ts';

/**
 * The server's settings: its defaults, with those given in their place. Throws a usage error for a
 * setting that it does not have or that is not a finite number.
 */
export function serverOptions(
  server: Pick<ServerModule, 'name' | 'options'>,
  given: ServerOptions,
): ServerOptions {
  const known = Object.keys(server.options);
  for (const [key, value] of Object.entries(given)) {
    if (!known.includes(key)) throw unknownOption(server.name, key, known);
    if (Number.isFinite(value)) continue;
    throw new HarnessError(
      'usage',
      `The setting ${key} of "${server.name}" is not a number.`,
      `Its default is ${server.options[key]}.`,
    );
  }
  return { ...server.options, ...given };
}

function unknownOption(server: string, key: string, known: readonly string[]): HarnessError {
  const guess = nearest(key, known);
  const list = known.length === 0 ? 'It has none.' : `Known: ${known.join(', ')}.`;
  return new HarnessError(
    'usage',
    `The server "${server}" has no setting "${key}".`,
    `${guess === undefined ? '' : `Did you mean "${guess}"? `}${list}`,
  );
}

function setting(text: string, part: string): [string, number] {
  const [key = '', value = '', ...rest] = part.split('=').map((side) => side.trim());
  if (key === '' || value === '' || rest.length > 0 || !Number.isFinite(Number(value))) {
    throw new HarnessError(
      'usage',
      `"${part}" in "${text}" is not a setting with a number.`,
      'Write settings as name:key=number,key2=number, such as pooled:slots=8,serviceMs=2.',
    );
  }
  return [key, Number(value)];
}

/**
 * Reads `name` or `name:key=value,key2=value`, where the name is one of the servers and the values
 * are numbers. The text becomes the target's name, so that one server can be compared with itself
 * under other settings. Throws a usage error that says what would have been right.
 */
export function parseModuleTarget(text: string, servers: readonly ServerModule[]): ModuleTarget {
  const colon = text.indexOf(':');
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  const server = lookUp('target', servers, name);
  const parts = colon < 0 ? [] : text.slice(colon + 1).split(',');
  const settings = parts.map((part) => setting(text, part));
  const twice = settings.find(([key], index) =>
    settings.slice(0, index).some(([earlier]) => earlier === key),
  );
  if (twice) {
    throw new HarnessError(
      'usage',
      `"${text}" gives ${twice[0]} twice.`,
      'Give each setting once.',
    );
  }
  return {
    kind: 'module',
    name: text.trim(),
    protocol: server.protocol,
    server: server.name,
    options: serverOptions(server, Object.fromEntries(settings)),
  };
}
