import { accessSync, constants, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quote } from 'shell-quote';
import { HarnessError } from '../../harness/model/harness-error.ts';
import type { ServerCommand } from '../../harness/model/target.ts';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where the npm package has the program, as seen from a file: beside it, or, where npm ran no
 * install scripts, still in the package of this platform. None where neither is there.
 */
function packagedFrom(file: string): string[] {
  try {
    const home = dirname(createRequire(file).resolve('deno/package.json'));
    const platforms = join(home, '../@deno');
    return [home, ...readdirSync(platforms).map((platform) => join(platforms, platform))];
  } catch {
    return [];
  }
}

const places = (): string[] => [
  ...packagedFrom(join(process.cwd(), 'package.json')),
  ...packagedFrom(import.meta.filename),
  ...(process.env['PATH'] ?? '').split(delimiter),
];

/**
 * The program itself, and not the script of the same name that npm puts in front of it: that would
 * be one more process, whose memory would count as the server's.
 *
 * @param folders where to look, the first one first.
 * @throws HarnessError `target` where none has it.
 */
export function denoProgram(folders: readonly string[] = places()): string {
  const found = folders.map((folder) => join(folder, 'deno')).find(isProgram);
  if (found !== undefined) return found;
  throw new HarnessError(
    'target',
    'The target "deno" needs Deno, which is not installed here.',
    'Install it with `npm install --save-dev deno`, or put it on the PATH.',
  );
}

/** What the server may do: take requests, and read its own files. */
const RIGHTS = ['--allow-net=127.0.0.1', '--allow-env', '--allow-read'];

/** What it runs, without the extension: `.js` when compiled, `.ts` from source. */
const SERVER = '../parts/item-server';

/** The same API as `node-http`, from the same source, where `node:http` is Deno's. */
export const deno = {
  name: 'deno',
  about: 'the item API on node:http as Deno 2 has it',
  protocol: 'http1',
  url: 'http://127.0.0.1:{port}/',
  healthPath: '/',
  command() {
    const path = fileURLToPath(new URL(SERVER + extname(import.meta.filename), import.meta.url));
    const words = [denoProgram(), 'run', '--quiet', '--no-config', '--no-lock', ...RIGHTS, path];
    return `exec ${quote(words)} {port}`;
  },
} as const satisfies ServerCommand;
