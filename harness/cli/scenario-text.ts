/** What --scenario may be: a known scenario, or a file of the user's own. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { z } from 'zod';
import { scenarios } from '../../scenarios/index.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Protocol } from '../model/protocol.ts';
import { lookUp } from '../model/registry.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Target } from '../model/target.ts';
import { protocols } from '../protocols/index.ts';
import { checkScenario, type ScenarioOrigin } from '../scenario/check-scenario.ts';
import { examineScenario } from '../session/examine-scenario.ts';
import { Mistakes } from '../validation/mistakes.ts';
import { placeInModule } from '../validation/place.ts';
import type { Written } from '../validation/yaml-text.ts';
import { importFile } from './import-file.ts';
import { unknownBeside } from './unknown-name.ts';

/** What is asked of a target when the user does not say: its root page, or an echo. */
const DEFAULTS: Readonly<Record<string, string>> = { http1: 'text', tcp: 'tcp-echo' };

/**
 * The scenario for targets. `besides` are names that the user could have meant too. Throws a usage
 * or scenario error that names file and field.
 */
export async function readScenario(
  text: string | Scenario | undefined,
  targets: readonly Target[],
  besides: readonly string[] = [],
): Promise<Scenario> {
  const named = typeof text === 'string' ? await namedScenario(text, besides) : text;
  const scenario = named ?? defaultScenario(targets);
  const other = targets.find((target) => target.protocol !== scenario.protocol);
  if (other === undefined) return scenario;
  throw new HarnessError(
    'usage',
    `"${scenario.name}" speaks ${scenario.protocol}, but "${other.name}" ${other.protocol}.`,
    'Choose a scenario of the target’s protocol; `steelyard list scenarios` shows them.',
  );
}

/** Whether a text means a file and not one of our names. */
export const isScenarioFile = (text: string): boolean =>
  text.includes('/') ||
  ['.js', '.mjs', '.ts', '.mts', '.json', '.yaml', '.yml'].includes(extname(text));

async function namedScenario(text: string, besides: readonly string[]): Promise<Scenario> {
  if (isScenarioFile(text)) return fileScenario(text);
  if (besides.length === 0 || scenarios.some(({ name }) => name === text)) {
    return lookUp('scenario', scenarios, text);
  }
  throw unknownBeside('scenario', text, besides, scenarios);
}

/** A path in the URL is what the user wants to ask for. */
function defaultScenario(targets: readonly Target[]): Scenario {
  const [first] = targets;
  const path = first && first.kind !== 'module' ? pathOf(first.url) : '/';
  if (path !== '/' && targets.length === 1) {
    const operations = [{ name: path, request: { path } }];
    return { name: path, about: `GET ${path}`, protocol: 'http1', operations };
  }
  return lookUp('scenario', scenarios, DEFAULTS[first?.protocol ?? 'http1'] ?? 'text');
}

/** Path and query of a URL that may have `{port}` in it. */
function pathOf(url: string): string {
  return /^[a-z0-9+.-]+:\/\/[^/?#]*(\/[^#]*)?/i.exec(url)?.[1] ?? '/';
}

async function fileScenario(text: string): Promise<Scenario> {
  const path = resolve(text);
  if (!existsSync(path)) {
    throw new HarnessError(
      'scenario',
      `There is no scenario file ${text}.`,
      'Give a .js, .mjs, .ts, .json or .yaml file, or a name from `steelyard list scenarios`.',
    );
  }
  const folder = dirname(path);
  if (['.json', '.yaml', '.yml'].includes(extname(path))) {
    const { value, placeOf } = await readText(path, text);
    return wholeScenario(value, { placeOf, folder, isModule: false });
  }
  const found = await importFile(path, 'scenario');
  const value = z.looseObject({ default: z.unknown() }).safeParse(found).data?.default ?? found;
  return wholeScenario(value, { placeOf: placeInModule(text), folder, isModule: true }, path);
}

/** A scenario of a user's, and everything that it names. Throws a scenario error. */
export async function wholeScenario(
  value: unknown,
  origin: ScenarioOrigin,
  file?: string,
): Promise<Scenario> {
  const read = checkScenario(value, origin);
  const scenario = file === undefined ? read : { ...read, file };
  const mistakes = new Mistakes('scenario');
  const protocol = mistakes.at(['protocol'], () =>
    lookUp<Protocol>('protocol', protocols, scenario.protocol),
  );
  if (protocol === undefined) throw mistakes.fault(origin.placeOf);
  await examineScenario(scenario, protocol, process.env, origin.placeOf);
  return scenario;
}

async function readText(path: string, called: string): Promise<Written> {
  const { parseYamlText } = await import('../validation/yaml-text.ts');
  try {
    return parseYamlText(readFileSync(path, 'utf8'), called, 'scenario');
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError(
      'scenario',
      `Cannot read the scenario ${path}: ${error instanceof Error ? error.message : String(error)}`,
      'Check that the file is whole and readable.',
      { cause: error },
    );
  }
}
