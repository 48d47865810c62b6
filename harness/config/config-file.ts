/** The configuration file of a project: found, read, and checked as a whole. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { type GivenModules, importModule } from '../host/import-module.ts';
import { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import { Mistakes } from '../validation/mistakes.ts';
import { type KeyPath, keysText, type PlaceOf, placeInModule } from '../validation/place.ts';
import { schemaFault } from '../validation/schema-fault.ts';
import type { Written } from '../validation/yaml-text.ts';
import { type Config, type ConfigExperiment, configSchema } from './config-schema.ts';

/** What a configuration is called, the first that is found in a folder counts. */
export const configNames: readonly string[] = ['ts', 'js', 'mjs', 'yaml', 'yml'].map(
  (extension) => `steelyard.config.${extension}`,
);

/** A configuration that has been read. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly config: Config;
  readonly placeOf: PlaceOf;
}

/** The nearest configuration in a folder or above it. Throws a usage error where there are two. */
export function findConfig(from: string): string | undefined {
  for (let dir = resolve(from); ; dir = dirname(dir)) {
    const found = configNames.filter((name) => existsSync(join(dir, name)));
    const [first, second] = found;
    if (second !== undefined) {
      throw new HarnessError(
        'usage',
        `${dir} has both ${first} and ${second}.`,
        'Keep one of them, or say which with --config FILE.',
      );
    }
    if (first !== undefined) return join(dir, first);
    if (dir === dirname(dir)) return undefined;
  }
}

/** How messages call a file: as seen from here, where that is shorter. */
function called(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || near.length > path.length ? path : near;
}

const cannot = (path: string, what: string, error: unknown): HarnessError =>
  new HarnessError(
    'usage',
    `Cannot ${what} ${called(path)}: ${error instanceof Error ? error.message : String(error)}`,
    `Mend the file; \`steelyard init\` writes one that works.`,
    { cause: error },
  );

/**
 * Reads and checks a configuration. `given` is what its imports of this package mean. Throws a
 * usage error that names file, place and next step.
 */
export async function readConfig(path: string, given: GivenModules = {}): Promise<ConfigFile> {
  if (!existsSync(path)) {
    throw new HarnessError(
      'usage',
      `There is no configuration ${called(path)}.`,
      'Give --config the path of one; `steelyard init` writes a first one.',
    );
  }
  const isText = ['.yaml', '.yml', '.json'].includes(extname(path));
  const { value, placeOf } = isText ? await readText(path) : await readModule(path, given);
  return { path, config: checkConfig(value, placeOf), placeOf };
}

async function readText(path: string): Promise<Written> {
  const { parseYamlText } = await import('../validation/yaml-text.ts');
  try {
    return parseYamlText(readFileSync(path, 'utf8'), called(path), 'usage');
  } catch (error) {
    throw error instanceof HarnessError ? error : cannot(path, 'read', error);
  }
}

async function readModule(path: string, given: GivenModules): Promise<Written> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    // Our own library takes a while to load, and many configurations do without it.
    const wanted = readFileSync(path, 'utf8').includes('steelyard');
    exported = await importModule(path, wanted ? given : {});
  } catch (error) {
    throw error instanceof HarnessError ? error : cannot(path, 'load', error);
  }
  const value = exported['default'];
  if (value !== undefined) return { value, placeOf: placeInModule(called(path)) };
  throw new HarnessError(
    'usage',
    `${called(path)} has no default export.`,
    'Write export default defineConfig({ … }).',
  );
}

const checkedAs = { schema: configSchema, subject: 'The configuration', exit: 'usage' } as const;

/** Checks what a file says, by itself and as a whole. Throws a usage error. */
export function checkConfig(value: unknown, placeOf: PlaceOf): Config {
  const checked = configSchema.safeParse(value);
  if (!checked.success) throw schemaFault(checked.error, value, placeOf, checkedAs);
  const config = checked.data;
  const mistakes = new Mistakes('usage');
  for (const [name, experiment] of Object.entries(config.experiments ?? {})) {
    checkExperiment(config, ['experiments', name], experiment, mistakes);
  }
  mistakes.tell(placeOf);
  return config;
}

/** Finds names that mean two things, or none. */
function checkExperiment(
  config: Config,
  path: KeyPath,
  experiment: ConfigExperiment,
  mistakes: Mistakes,
): void {
  const name = String(path.at(-1));
  if (Object.hasOwn(config.targets ?? {}, name)) {
    mistakes.add(
      path,
      `"${name}" is a target of this file, and an experiment.`,
      `Rename one of them, so that \`steelyard run ${name}\` means one thing.`,
    );
  }
  const refer = (kind: 'loads' | 'objectives', to: string, at: KeyPath): void => {
    const known = Object.keys(config[kind] ?? {});
    if (known.includes(to)) return;
    const guess = nearest(to, known);
    mistakes.add(
      at,
      `"${keysText(at)}" names "${to}", and "${kind}" has none of that name.`,
      `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${known.join(', ') || 'none'}.`,
    );
  };
  if ('load' in experiment && experiment.load !== undefined) {
    refer('loads', experiment.load, [...path, 'load']);
  }
  if (!('objectives' in experiment)) return;
  for (const [at, text] of (experiment.objectives ?? []).entries()) {
    if (!/[<>≤≥]/.test(text)) refer('objectives', text, [...path, 'objectives', at]);
  }
}

/** The folder that the paths in a configuration start from. */
export const folderOf = ({ path }: Pick<ConfigFile, 'path'>): string => dirname(path);
