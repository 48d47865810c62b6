import type { Imported } from '../../harness/importers/imported.ts';
import { checkScenario } from '../../harness/scenario/check-scenario.ts';

/** What was made is a right scenario. */
export function checked({ scenario }: Imported): unknown {
  const origin = { placeOf: () => 'made', folder: '/', isModule: false };
  return checkScenario({ name: 'made', ...scenario }, origin);
}
