/**
 * Options from several places, the strongest last: defaults of the file, what a target says, a
 * named load, an experiment, flags. A stronger load takes the place of a weaker one as a whole.
 */

import type { Config, ConfigExperiment } from '../config/config-schema.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { KeyPath } from '../validation/place.ts';

/** One option, by the key that a configuration has for it. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  /** Where in the file it stands; absent for a flag. */
  readonly path?: KeyPath;
}

type Layer = readonly Setting[];

/** What makes a load, of which there can be one; and what says more of some loads alone. */
const bases: Readonly<Record<string, readonly string[]>> = {
  rate: ['phases', 'replay'],
  phases: ['rate', 'replay'],
  replay: ['rate', 'phases'],
  until: ['repetitions'],
  repetitions: ['until'],
};
const details: Readonly<Record<string, readonly string[]>> = {
  arrivals: ['phases', 'replay'],
  think: ['rate', 'phases', 'replay'],
  duration: ['phases', 'replay'],
};
const LOAD_KEYS = ['rate', 'arrivals', 'phases', 'replay', 'think'];

const settingsOf = (keys: object | undefined, path: KeyPath): Layer =>
  Object.entries(keys ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value, path: [...path, key] }));

/** The layers of a file for one question, the weakest first. */
export function layersOf(
  config: Config,
  asked: {
    readonly experiment?: { readonly name: string; readonly keys: ConfigExperiment };
    /** The only target, when it is one of the file. */
    readonly target?: string;
    /** Of a flag; stronger than the experiment's. */
    readonly load?: string;
  },
): Layer[] {
  const { experiment, target } = asked;
  const { keys } = experiment ?? {};
  const named = keys !== undefined && 'load' in keys ? keys.load : undefined;
  const load = asked.load ?? named;
  const servers = target === undefined ? undefined : config.targets?.[target]?.servers;
  const own = settingsOf(keys, ['experiments', experiment?.name ?? '']).filter(
    ({ key }) => !['kind', 'target', 'targets', 'load'].includes(key),
  );
  const ofLoad = load === undefined ? [] : settingsOf(config.loads?.[load], ['loads', load]);
  return [
    settingsOf(config.defaults, ['defaults']),
    settingsOf({ servers }, ['targets', target ?? '']),
    ...(asked.load === undefined ? [ofLoad, own] : [own, ofLoad]),
  ];
}

/**
 * The settings that count. `place` says where one stands. Throws a usage error where two of them
 * cannot both be meant.
 */
export function mergeLayers(
  layers: readonly Layer[],
  place: (setting: Setting) => string,
): Setting[] {
  let merged = new Map<string, Setting>();
  for (const layer of layers) {
    const replaced = layer.flatMap(({ key }) => weakerThan(key));
    // A load that is named stands for itself.
    if (layer[0]?.path?.[0] === 'loads') replaced.push(...LOAD_KEYS);
    merged = new Map([...merged].filter(([key]) => !replaced.includes(key)));
    for (const setting of layer) merged.set(setting.key, setting);
  }
  for (const setting of merged.values()) refuseBeside(setting, merged, place);
  return [...merged.values()];
}

/** What a stronger layer's key takes away from the weaker ones. */
function weakerThan(key: string): string[] {
  const besides = bases[key] ?? [];
  const idle = Object.keys(details).filter((detail) => details[detail]?.includes(key));
  return [...besides, ...idle];
}

function refuseBeside(
  setting: Setting,
  merged: ReadonlyMap<string, Setting>,
  place: (setting: Setting) => string,
): void {
  const { key } = setting;
  const others = [...(bases[key] ?? []), ...(details[key] ?? [])];
  const other = others.map((name) => merged.get(name)).find((one) => one !== undefined);
  if (other === undefined) return;
  throw new HarnessError(
    'usage',
    `${key} of ${place(setting)} does not go with ${other.key} of ${place(other)}.`,
    `Leave one of them out${other.key === 'phases' ? '; phases have lengths of their own' : ''}.`,
  );
}
