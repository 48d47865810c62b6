/** What a project's configuration comes to, and where each value is from. */
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { plainTable } from '../../reports/plain-table.ts';
import { HarnessError } from '../model/harness-error.ts';
import { formatNs } from '../model/units.ts';
import { shownScenario } from '../scenario/shown-scenario.ts';
import { type KeyPath, keysText } from '../validation/place.ts';
import { configAround, openProject } from './project.ts';

const examples = `
Examples:
  steelyard config                         what the file says, and where
  steelyard config run api --rate 500      every option of that command line, and its origin`;

/** A value, and where it is from. */
interface Origin {
  readonly key: string;
  readonly value: string;
  readonly from: string;
}

/** Every value within a value. Those of environments may be secret. */
function leaves(value: unknown, path: KeyPath = []): { path: KeyPath; text: string }[] {
  if (typeof value !== 'object' || value === null) {
    const isSecret = path[0] === 'targets' && path[2] === 'env';
    return [{ path, text: isSecret ? '(not shown)' : String(value) }];
  }
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) =>
    inner === undefined ? [] : leaves(inner, [...path, key]),
  );
}

async function fileOrigins(path: string | undefined): Promise<Origin[]> {
  const file = await configAround(path);
  if (file === undefined) {
    throw new HarnessError(
      'usage',
      'There is no steelyard.config.{ts,js,mjs,yaml,yml} here or in a folder above.',
      'Write one with `steelyard init`, or name one with --config FILE.',
    );
  }
  const { scenarios, ...others } = file.config;
  const named = Object.entries(scenarios ?? {}).map(([name, one]) => [name, shownScenario(one)]);
  const all =
    scenarios === undefined ? others : { ...others, scenarios: Object.fromEntries(named) };
  return leaves(all).map((leaf) => ({
    key: keysText(leaf.path),
    value: leaf.text,
    from: file.placeOf(leaf.path),
  }));
}

const times = ['think', 'duration', 'warmup', 'timeout', 'drain', 'coolDown', 'confirmation'];

/** An option's value as people write it. */
function shown(name: string, value: unknown): string {
  if (typeof value === 'number' && times.includes(name)) return formatNs(value);
  if (!Array.isArray(value)) return String(value);
  return value
    .map((part) => (typeof part === 'object' ? (part.text ?? JSON.stringify(part)) : part))
    .join(', ');
}

/** The options of a command line, none of which is acted upon. */
async function lineOrigins(
  commands: readonly CommandUnknownOpts[],
  words: readonly string[],
): Promise<Origin[]> {
  const [name, ...others] = words;
  const command = commands.find((one) => one.name() === name);
  if (!command?.options.some((option) => option.long === '--config')) {
    throw new HarnessError(
      'usage',
      `"${name}" is no command that measures.`,
      'Write what you would run, such as steelyard config run api --rate 500.',
    );
  }
  let found: Origin[] = [];
  command.action(async () => {
    const { names, origins } = await openProject(command, command.args);
    const about = names.map((target) => ({ key: 'target', value: target, from: 'argument' }));
    const options = command.options.map((option): Origin => {
      const key = option.attributeName();
      const value = command.getOptionValue(key);
      const isFlag = command.getOptionValueSource(key) === 'cli';
      const from = isFlag ? `flag ${option.long}` : (origins[key] ?? 'default');
      return { key, value: value === undefined ? '–' : shown(key, value), from };
    });
    found = [...about, ...options];
  });
  await command.parseAsync(others, { from: 'user' });
  return found;
}

/** The command; `commands` makes those whose lines it can explain. */
export const configCommand = (commands: () => Promise<readonly CommandUnknownOpts[]>) =>
  new Command('config')
    .description('what the configuration comes to, with the origin of each value')
    .argument('[line...]', 'a command line to explain; without one, the file is shown')
    .option('--config <file>', 'which file (default: the nearest steelyard.config.* upwards)')
    .option('--json', 'as data')
    .passThroughOptions()
    .addHelpText('after', examples)
    .action(async (words, { config, json }) => {
      const line = config === undefined ? words : [...words, '--config', config];
      const origins =
        words.length === 0 ? await fileOrigins(config) : await lineOrigins(await commands(), line);
      if (json) {
        process.stdout.write(`${JSON.stringify(origins, null, 2)}\n`);
        return;
      }
      const rows = origins.map(({ key, value, from }) => [key, value, from]);
      process.stdout.write(`${plainTable(rows)}\n`);
    });
