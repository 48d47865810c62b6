/** The project a command line is about: its flags, and the configuration file around them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type ConfigFile, findConfig, folderOf, readConfig } from '../config/config-file.ts';
import { type Config, type ConfigExperiment, configPhases } from '../config/config-schema.ts';
import { parseObjective } from '../experiments/objectives/objective-text.ts';
import { HarnessError } from '../model/harness-error.ts';
import { nearest } from '../model/registry.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import { parseDurationNs, parseShare } from '../model/units.ts';
import type { KeyPath, PlaceOf } from '../validation/place.ts';
import { layersOf, mergeLayers, type Setting } from './config-layers.ts';
import { configTarget, placedAt, withoutSecrets } from './config-target.ts';
import { givenModules } from './given-modules.ts';
import { isScenarioFile, readScenario, wholeScenario } from './scenario-text.ts';
import { readTarget, type StartOptions } from './target-text.ts';

/** Keys whose options have a name of their own. */
const optionNames: Readonly<Record<string, string>> = { phases: 'phase', objectives: 'objective' };

/** A command line that has been read together with its configuration. */
export class Project {
  /** The targets it is about. */
  readonly names: readonly string[];
  readonly file: ConfigFile | undefined;
  /** Where the options come from that no flag gave, by the option's name. */
  readonly origins: Readonly<Record<string, string>>;
  /** Where its targets are named, so far as that is in the configuration. */
  readonly #places: readonly string[];

  constructor(
    names: readonly string[],
    file?: ConfigFile,
    origins: Readonly<Record<string, string>> = {},
    places: readonly string[] = [],
  ) {
    this.names = names;
    this.file = file;
    this.origins = origins;
    this.#places = places;
  }

  /** Its targets in order. Throws a usage error for what is none. */
  targets(options: StartOptions = {}): Promise<Target[]> {
    return Promise.all(
      this.names.map((name, at) => placedAt(this.#places[at], () => this.#target(name, options))),
    );
  }

  /** What a target is measured against. */
  base(name: string): Promise<Target> {
    return placedAt(this.origins['base'], () => this.#target(name, {}));
  }

  async #target(name: string, options: StartOptions): Promise<Target> {
    const { file } = this;
    const keys = own(file?.config.targets, name);
    if (file === undefined || keys === undefined) {
      const { targets, experiments } = file?.config ?? {};
      return readTarget(name, options, Object.keys({ ...targets, ...experiments }));
    }
    if (options.start === undefined && options.health === undefined) {
      return configTarget(file, name, keys);
    }
    throw new HarnessError(
      'usage',
      `${file.placeOf(['targets', name])} says how "${name}" is started.`,
      'Leave --start and --health out, or give a URL.',
    );
  }

  /** Its only target. */
  async target(options: StartOptions): Promise<Target> {
    const [target] = await this.targets(options);
    if (target === undefined) throw new TypeError('a command about no target');
    return target;
  }

  /** What clients do: a scenario of the file, of ours, or in a file of its own. */
  async scenario(text: string | undefined, targets: readonly Target[]): Promise<Scenario> {
    const { file } = this;
    const found = text === undefined ? undefined : own(file?.config.scenarios, text);
    if (file === undefined || text === undefined || found === undefined) {
      const known = Object.keys(file?.config.scenarios ?? {});
      return this.#scenarioAt(this.origins['scenario'], text, targets, known);
    }
    if (typeof found === 'string') {
      const place = file.placeOf(['scenarios', text]);
      return this.#scenarioAt(place, resolve(folderOf(file), found), targets);
    }
    const placeOf: PlaceOf = (path) => file.placeOf(['scenarios', text, ...path]);
    const origin = { placeOf, folder: folderOf(file), isModule: false };
    return readScenario(await wholeScenario({ name: text, ...found }, origin), targets);
  }

  /** What is wrong within a scenario's file has its place there. */
  #scenarioAt(
    place: string | undefined,
    text: string | undefined,
    targets: readonly Target[],
    known: readonly string[] = [],
  ): Promise<Scenario> {
    const isThere = text !== undefined && isScenarioFile(text) && existsSync(text);
    return placedAt(isThere ? undefined : place, () => readScenario(text, targets, known));
  }

  /** For the record: which file it was, what of it counted, and targets without their secrets. */
  recorded(targets: readonly Target[]) {
    const { file, origins } = this;
    const configFile = file === undefined ? {} : { configFile: file.path, origins };
    return { targets: targets.map(withoutSecrets), ...configFile };
  }
}

const own = <T>(entries: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  entries !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined;

/** The configuration that counts here; undefined when there is none. */
export async function configAround(path: string | undefined): Promise<ConfigFile | undefined> {
  const found = path === undefined ? findConfig(process.cwd()) : resolve(path);
  return found === undefined ? undefined : readConfig(found, givenModules);
}

/**
 * Reads the configuration around a command line, and gives the command the options that no flag
 * has given. `names` are its arguments. Throws a usage error that names the place.
 */
export async function openProject(
  command: CommandUnknownOpts,
  names: readonly string[],
): Promise<Project> {
  const flags = flagsOf(command);
  const text = (key: string): string | undefined => {
    const value = flags.find((flag) => flag.key === key)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const file = await configAround(text('config'));
  const load = text('load');
  if (file === undefined) {
    if (load !== undefined) throw noLoad(load, []);
    return new Project(names);
  }
  const { config } = file;
  if (load !== undefined && own(config.loads, load) === undefined) {
    throw noLoad(load, Object.keys(config.loads ?? {}));
  }
  const experiment = experimentOf(config, names, command.name());
  const meant = experiment === undefined ? names : targetNames(experiment.keys);
  const layers = layersOf(config, {
    ...(experiment === undefined ? {} : { experiment }),
    ...(meant.length === 1 && command.name() === 'run' ? { target: `${meant[0]}` } : {}),
    ...(load === undefined ? {} : { load }),
  });
  const place = ({ key, path }: Setting): string =>
    path === undefined ? `the flag --${key}` : file.placeOf(path);
  const origins: Record<string, string> = {};
  for (const setting of mergeLayers([...layers, flags], place)) {
    const name = optionNames[setting.key] ?? setting.key;
    const isKnown = command.options.some((option) => option.attributeName() === name);
    if (setting.path === undefined || !isKnown) continue;
    command.setOptionValueWithSource(name, optionValue(file, setting), 'config');
    origins[name] = place(setting);
  }
  const places = experiment === undefined ? [] : targetPlaces(experiment).map(file.placeOf);
  return new Project(meant, file, origins, places);
}

const noLoad = (name: string, known: readonly string[]): HarnessError => {
  const guess = nearest(name, known);
  return new HarnessError(
    'usage',
    `No configuration has a load called "${name}".`,
    known.length === 0
      ? 'Add it to "loads" in steelyard.config.yaml; `steelyard init` writes a first one.'
      : `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${known.join(', ')}.`,
  );
};

/** What was given on the command line, by the configuration's keys. */
function flagsOf(command: CommandUnknownOpts): Setting[] {
  const keys = Object.fromEntries(Object.entries(optionNames).map(([key, name]) => [name, key]));
  return command.options
    .map((option) => option.attributeName())
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => ({ key: keys[name] ?? name, value: command.getOptionValue(name) }));
}

const targetNames = (keys: ConfigExperiment): readonly string[] =>
  keys.kind === 'compare' ? keys.targets : [keys.target];

const targetPlaces = ({ name, keys }: NamedExperiment): readonly KeyPath[] =>
  keys.kind === 'compare'
    ? keys.targets.map((_, at) => ['experiments', name, 'targets', at])
    : [['experiments', name, 'target']];

interface NamedExperiment {
  readonly name: string;
  readonly keys: ConfigExperiment;
}

/** The experiment that the only argument names. */
function experimentOf(
  config: Config,
  names: readonly string[],
  kind: string,
): NamedExperiment | undefined {
  const [name = '', ...others] = names;
  const keys = others.length === 0 ? own(config.experiments, name) : undefined;
  if (keys === undefined) return undefined;
  if (keys.kind === kind) return { name, keys };
  throw new HarnessError(
    'usage',
    `"${name}" is an experiment of the kind ${keys.kind}.`,
    `Write steelyard ${keys.kind} ${name}, or put the name right after run.`,
  );
}

/** A configuration's value as the option of the same name has it. */
function optionValue(file: ConfigFile, { key, value }: Setting): unknown {
  const inFolder = (path: string): string => resolve(folderOf(file), path);
  switch (key) {
    case 'duration':
    case 'think':
    case 'warmup':
    case 'timeout':
    case 'drain':
    case 'coolDown':
      return parseDurationNs(String(value));
    case 'replay':
    case 'out':
    case 'ca':
    case 'baseline':
    case 'comment':
    case 'shadowLog':
      return inFolder(String(value));
    case 'scenario': {
      const isOwn = own(file.config.scenarios, String(value)) !== undefined;
      return !isOwn && isScenarioFile(String(value)) ? inFolder(String(value)) : value;
    }
    case 'margin':
    case 'width':
      return typeof value === 'number' ? value : parseShare(String(value));
    case 'phases':
      return configPhases(value);
    case 'objectives':
      return [value]
        .flat()
        .flatMap((text) => own(file.config.objectives, String(text)) ?? [String(text)])
        .map(parseObjective);
    default:
      return value;
  }
}
