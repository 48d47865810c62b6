import { HarnessError } from '../model/harness-error.ts';
import { type Named, nearest } from '../model/registry.ts';

/** For a name that is neither in the configuration nor one that Steelyard brings. */
export function unknownBeside(
  kind: string,
  name: string,
  configured: readonly string[],
  brought: readonly Named[],
): HarnessError {
  const ours = brought.map((one) => one.name);
  const guess = nearest(name, configured) ?? nearest(name, ours);
  return new HarnessError(
    'usage',
    `There is no ${kind} called "${name}".`,
    `${guess ? `Did you mean "${guess}"? ` : ''}In the configuration: ${configured.join(', ')}. ` +
      `Brought along: ${ours.join(', ')}.`,
  );
}
