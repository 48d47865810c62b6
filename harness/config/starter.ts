/** The first configuration of a project, from what its folder shows. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Config, ConfigTarget } from './config-schema.ts';

/** A file to be written, and what was seen that it follows from. */
export interface Starter {
  readonly fileName: string;
  readonly text: string;
  /** Sentences for the user. */
  readonly seen: readonly string[];
}

/** Reads a file of the project; nothing where it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

interface Manifest {
  readonly start: string | undefined;
  /** Another script that may start a server. */
  readonly other: string | undefined;
  /** What `node .` starts. */
  readonly main: string;
}

/** Scripts that often start a server. */
const OTHERS = ['serve', 'dev', 'preview'];

/** What package.json says; nothing where there is none that can be read. */
function manifestOf(folder: string): Manifest {
  // What npm starts by itself where no script says otherwise.
  const usual = existsSync(join(folder, 'server.js')) ? 'node server.js' : undefined;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  try {
    const { scripts, main } = JSON.parse(textOf(join(folder, 'package.json')));
    const other = OTHERS.find((name) => text(scripts?.[name]) !== undefined);
    return { start: text(scripts?.start) ?? usual, other, main: text(main) ?? 'index.js' };
  } catch {
    return { start: undefined, other: undefined, main: 'index.js' };
  }
}

/** The source of what a start script starts, so far as it can be found. */
function entryOf(folder: string, script: string, main: string): string {
  const named = /([\w./-]+\.[cm]?[jt]s)\b/.exec(script)?.[1];
  if (named !== undefined) return textOf(join(folder, named));
  const inFolder = /^node (?:\S+ )*?\.?\/?([\w/-]*)\/?$/.exec(script.trim())?.[1];
  if (inFolder === undefined) return '';
  return inFolder === '' ? textOf(join(folder, main)) : textOf(join(folder, inFolder, 'index.js'));
}

/** How the port of a start script is chosen: by us, by a number that it names, or unknown. */
function portOf(source: string, script: string): '{port}' | number | undefined {
  const takesIt = /\benv(?:\.|\[['"])PORT\b|\{[^{}]*\bPORT\b[^{}]*\}\s*=\s*process\.env\b/;
  if (/\$\{?PORT\b/.test(script) || takesIt.test(source)) return '{port}';
  const inScript = /(?:--port[= ]|-p |\bPORT=)(\d{2,5})\b/.exec(script)?.[1];
  const inSource = /\blisten\(\s*(?:\{[^}]*\bport:\s*)?(\d{2,5})\b/.exec(source)?.[1];
  const found = inScript ?? inSource;
  return found === undefined ? undefined : Number(found);
}

/** Nothing here says how the project's own server is started. */
const notYours = (other: string | undefined): string[] => [
  'No start script in package.json, so "app" is node-http, which comes with Steelyard: your own',
  'server is not measured yet. Put how it is started in the place of "module: node-http":',
  `  command: '${other === undefined ? 'node server.js' : `npm run ${other}`}'`,
  "  url: 'http://127.0.0.1:3000/'",
];

function targetOf(folder: string): { readonly target: ConfigTarget; readonly seen: string[] } {
  const { start: script, other, main } = manifestOf(folder);
  if (script === undefined) return { target: { module: 'node-http' }, seen: notYours(other) };
  const port = portOf(entryOf(folder, script, main), script);
  if (port === '{port}') {
    const target = { command: 'PORT={port} npm start', url: 'http://127.0.0.1:{port}/' };
    return { target, seen: [`The start script (${script}) takes its port from PORT.`] };
  }
  const seen =
    port === undefined
      ? `The start script (${script}) does not show its port: mend the url if it is not 3000.`
      : `The start script (${script}) listens on port ${port}.`;
  const target = { command: 'npm start', url: `http://127.0.0.1:${port ?? 3000}/` };
  return { target, seen: [seen] };
}

const header = (comment: string, { module }: ConfigTarget, seen: readonly string[]): string =>
  [
    ...(module === undefined ? [] : [...seen, '']),
    'What `steelyard run smoke` measures. Other commands by the same names:',
    '  steelyard run app --load quiet      one target, one load',
    '  steelyard config                    every value here, and where it stands',
  ]
    .map((line) => `${comment} ${line}`.trimEnd().concat('\n'))
    .join('');

/** What a first configuration of this folder would be. */
export function starterFor(folder: string): Starter {
  const { target, seen } = targetOf(folder);
  const config: Config = {
    targets: { app: target },
    scenarios: { root: { operations: [{ name: 'root', request: { path: '/' } }] } },
    loads: { quiet: { rate: 50, connections: 16, warmup: '2s', duration: '10s' } },
    objectives: { fast: ['p99<100ms', 'errors<1%'] },
    experiments: {
      smoke: { kind: 'run', target: 'app', scenario: 'root', load: 'quiet', objectives: ['fast'] },
    },
  };
  if (!existsSync(join(folder, 'tsconfig.json'))) {
    return {
      fileName: 'steelyard.config.yaml',
      text: `${header('#', target, seen)}${stringify(config)}`,
      seen,
    };
  }
  const literal = JSON.stringify(config, null, 2).replaceAll(/"(\w+)":/g, '$1:');
  const text =
    `import { defineConfig } from 'steelyard';\n\n${header('//', target, seen)}` +
    `export default defineConfig(${literal.replaceAll('"', "'")});\n`;
  return { fileName: 'steelyard.config.ts', text, seen };
}
