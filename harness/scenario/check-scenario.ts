/** A scenario checked as a whole: its shape, its names, and what does not go together. */
import type { z } from 'zod';
import type { ExitName } from '../model/exit-code.ts';
import type { RequestStep, Scenario, Step } from '../model/scenario.ts';
import { Mistakes } from '../validation/mistakes.ts';
import type { PlaceOf } from '../validation/place.ts';
import { schemaFault } from '../validation/schema-fault.ts';
import { compileCondition } from './condition.ts';
import { jsonPath } from './json-path.ts';
import { checkNames, checkVariables, type NameScope } from './name-check.ts';
import { placedCalls, placedRequests, placedSteps } from './placed-steps.ts';
import { capturesOf, compileProgram, weightsOf } from './program.ts';
import { regexOf } from './regex.ts';
import { scenarioModuleSchema, scenarioSchema } from './scenario-schema.ts';
import { thinkNs } from './think-time.ts';
import { timeLimitNs } from './time-limit.ts';

/** Where a scenario was written. */
export interface ScenarioOrigin {
  readonly placeOf: PlaceOf;
  /** A module may have functions in it. */
  readonly isModule: boolean;
  /** Where its files are; absolute. */
  readonly folder: string;
}

/** Checks a scenario as it was read. Throws a scenario error that names place and next step. */
export function checkScenario(value: unknown, origin: ScenarioOrigin): Scenario {
  const { placeOf, isModule, folder } = origin;
  const schema: z.ZodType = isModule ? scenarioModuleSchema : scenarioSchema;
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const as = { schema, subject: 'The scenario', exit: 'scenario' as ExitName };
    throw schemaFault(checked.error, value, placeOf, as);
  }
  const { $schema: _, ...read } = checked.data as Scenario & { readonly $schema?: string };
  const scenario: Scenario = {
    ...read,
    about: read.about ?? '',
    protocol: read.protocol ?? 'http1',
    folder,
  };
  checkMeaning(scenario, placeOf);
  return scenario;
}

/**
 * What holds for every scenario, whoever wrote it. Throws a scenario error with all that is wrong;
 * without `placeOf` it is not known where that stands.
 */
export function checkMeaning(scenario: Scenario, placeOf?: PlaceOf): void {
  const mistakes = new Mistakes('scenario');
  checkOperations(scenario, mistakes);
  mistakes.at(['variables'], () => checkVariables(scenario.variables ?? {}));
  checkCalls(scenario, mistakes);
  checkAllNames(scenario, mistakes);
  for (const part of ['setup', 'steps', 'teardown'] as const) {
    // What a step of it misses has been said of the step.
    if (mistakes.count > 0) break;
    mistakes.at([part], () => compileProgram(scenario[part] ?? []));
  }
  mistakes.tell(placeOf);
}

/** There must be some, of which each has a name of its own and not all are left out. */
function checkOperations(scenario: Scenario, mistakes: Mistakes): void {
  const own = placedRequests(scenario).filter(({ path }) =>
    ['operations', 'steps'].includes(String(path[0])),
  );
  const seen = new Set<string>();
  for (const { name, path } of own) {
    if (seen.has(name)) {
      mistakes.add(
        [...path, 'name'],
        `"${scenario.name}" has two requests called "${name}".`,
        'Give every request a name of its own; its figures are told by it.',
      );
    }
    seen.add(name);
  }
  for (const one of placedRequests(scenario)) {
    mistakes.at([...one.path, 'timeout'], () => timeLimitNs(one));
  }
  if (own.length === 0) {
    mistakes.add([], `"${scenario.name}" asks for nothing.`, 'Add a step with a request.');
  }
  const { operations } = scenario;
  if (operations?.every(({ weight }) => weight === 0)) {
    mistakes.add(
      ['operations'],
      `No operation of "${scenario.name}" has a weight above 0.`,
      'Give at least one of them a weight above 0, or leave the weights out.',
    );
  }
}

function checkCaptures(step: RequestStep): void {
  for (const { json, regex } of capturesOf(step)) {
    if (json !== undefined) jsonPath(json);
    if (regex !== undefined) regexOf(regex, 'capture');
  }
}

const scopeOf = ({ variables, data, functions }: Scenario): NameScope => ({
  variables: variables ?? {},
  data: Object.keys(data ?? {}),
  functions: typeof functions === 'object' ? Object.keys(functions) : undefined,
});

function checkAllNames(scenario: Scenario, mistakes: Mistakes): void {
  const scope = scopeOf(scenario);
  const anywhere = capturedIn(scenario);
  const known = new Set<string>();
  for (const [name, value] of Object.entries(scenario.variables ?? {})) {
    // What a variable is made of is only asked for when it is used.
    mistakes.at(['variables', name], () =>
      checkNames(value, `The variable "${name}"`, scope, anywhere),
    );
  }
  const checkPart = (part: 'setup' | 'steps' | 'teardown', before: Set<string>): void => {
    // In the order of the steps: what is captured further down has no value yet.
    for (const { path, step } of placedSteps({ ...NO_STEPS, [part]: scenario[part] })) {
      mistakes.at(path, () => checkStep(step, scope, before));
    }
  };
  checkPart('setup', known);
  for (const [index, { name, request }] of (scenario.operations ?? []).entries()) {
    mistakes.at(['operations', index, 'request'], () =>
      checkNames(request, `The request "${name}"`, scope, known),
    );
  }
  checkPart('steps', new Set(known));
  for (const key of ['headers', 'auth'] as const) {
    mistakes.at([key], () =>
      checkNames(scenario[key], 'What is sent with every request', scope, anywhere),
    );
  }
  checkPart('teardown', known);
}

const NO_STEPS: Scenario = { name: '', about: '', protocol: '' };

const capturedIn = (scenario: Scenario): Set<string> => {
  const known = new Set<string>();
  for (const { step } of placedSteps(scenario)) learn(step, known);
  return known;
};

/** Adds the names that a step gives a value. */
function learn(step: Step, known: Set<string>): void {
  if ('request' in step) for (const { name } of capturesOf(step)) known.add(name);
  if ('set' in step) for (const name of Object.keys(step.set)) known.add(name);
  if ('call' in step && step.into !== undefined) known.add(step.into);
  if ('as' in step && step.as !== undefined) known.add(step.as);
}

/** One step without those within it; what it captures is known from here on. */
function checkStep(step: Step, scope: NameScope, known: Set<string>): void {
  try {
    if ('request' in step) {
      checkNames(step.request, `The request "${step.name}"`, scope, known);
      checkCaptures(step);
    }
    if ('set' in step) checkNames(step.set, 'A "set"', scope, known);
    if ('repeat' in step) checkNames(step.repeat, 'A "repeat"', scope, known);
    if ('each' in step) checkNames(step.each, 'An "each"', scope, known);
    if ('think' in step) thinkNs(step.think);
    if ('choose' in step) weightsOf(step.choose);
    const condition = 'when' in step ? step.when : 'while' in step ? step.while : undefined;
    if (condition === undefined) return;
    compileCondition(condition);
    checkNames(condition.value, 'A condition', scope, known);
  } finally {
    // Whoever uses it makes no second mistake.
    learn(step, known);
  }
}

/** Functions that are called must be there, so far as it can be told which there are. */
function checkCalls(scenario: Scenario, mistakes: Mistakes): void {
  const known = scopeOf(scenario).functions;
  for (const { path, call } of placedCalls(scenario)) {
    if (scenario.functions === undefined) {
      mistakes.add(
        path,
        `"${scenario.name}" calls the function "${call}" and has none.`,
        'Name the module that exports it: functions: ./functions.js',
      );
    } else if (known?.includes(call) === false) {
      mistakes.add(
        path,
        `"${scenario.name}" calls the function "${call}", which it has not.`,
        `Known: ${known.join(', ') || 'none'}.`,
      );
    }
  }
}
