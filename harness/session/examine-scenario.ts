/**
 * Everything about a scenario that can be wrong before any server is started: what it names outside
 * itself, and every request as its protocol writes it.
 */
import { epochNow, realClock } from '../generator/clock.ts';
import { SessionSource } from '../generator/session-source.ts';
import type { Endpoint, Protocol } from '../model/protocol.ts';
import type { Scenario } from '../model/scenario.ts';
import { placedCalls, placedNames, placedRequests } from '../scenario/placed-steps.ts';
import { Mistakes } from '../validation/mistakes.ts';
import type { PlaceOf } from '../validation/place.ts';
import { bindScenario } from './bind-scenario.ts';

/** No request is sent there. */
const NOWHERE: Endpoint = { host: '127.0.0.1', port: 80, authority: '127.0.0.1' };

/** Throws a scenario error with every mistake, each with its place where `placeOf` knows it. */
export async function examineScenario(
  scenario: Scenario,
  protocol: Protocol,
  environment: Readonly<Record<string, string | undefined>>,
  placeOf?: PlaceOf,
): Promise<void> {
  const bound = bindScenario(scenario, protocol, environment, placeOf);
  const mistakes = new Mistakes('scenario');
  if (bound.isStatic) {
    for (const [index, { request }] of bound.operations.entries()) {
      mistakes.at(['operations', index, 'request'], () => protocol.prepare(request, NOWHERE));
    }
    mistakes.tell(placeOf);
    return;
  }
  const source = await SessionSource.load(bound, protocol, realClock(epochNow()));
  for (const { path, call } of placedCalls(scenario)) {
    mistakes.at(path, () => source.checkFunction(call));
  }
  const { functions: _, ...written } = scenario;
  for (const { path, name } of placedNames(written)) {
    if (!name.startsWith('call.')) continue;
    mistakes.at(path, () => source.checkFunction(name.slice('call.'.length)));
  }
  for (const { path, ...request } of placedRequests(bound.scenario)) {
    mistakes.at([...path, 'request'], () => source.prepare(request, NOWHERE));
  }
  mistakes.tell(placeOf);
}
