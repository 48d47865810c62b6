/** A scenario checked as a whole: its shape, its names, and what does not go together. */
import type { z } from 'zod';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import { operationsOf, type RequestStep, type Scenario, type Step } from '../model/scenario.ts';
import type { KeyPath, PlaceOf } from '../validation/place.ts';
import { schemaFault } from '../validation/schema-fault.ts';
import { allSteps } from './bound-scenario.ts';
import { compileCondition } from './condition.ts';
import { jsonPath } from './json-path.ts';
import { checkNames, checkVariables, type NameScope } from './name-check.ts';
import { capturesOf, compileProgram } from './program.ts';
import { regexOf } from './regex.ts';
import { scenarioError } from './scenario-error.ts';
import { scenarioModuleSchema, scenarioSchema } from './scenario-schema.ts';
import { thinkNs } from './think-time.ts';

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
  inFile(placeOf, () => checkMeaning(scenario));
  return scenario;
}

/** A mistake with the keys that lead to it. */
class PlacedMistake extends HarnessError {
  readonly path: KeyPath;

  constructor(path: KeyPath, { exit, message, next }: HarnessError) {
    super(exit, message, next);
    this.path = path;
  }
}

/** Puts the keys into the complaint of something that knows none; the innermost count. */
function within<T>(path: KeyPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof HarnessError) || error instanceof PlacedMistake) throw error;
    throw new PlacedMistake(path, error);
  }
}

/** Puts the place into the complaint of something that knows no files. */
function inFile<T>(placeOf: PlaceOf, work: () => T): T {
  try {
    return within([], work);
  } catch (error) {
    if (!(error instanceof PlacedMistake)) throw error;
    const { exit, message, next, path } = error;
    throw new HarnessError(exit, `${placeOf(path)}: ${message}`, next, { cause: error });
  }
}

/** What holds for every scenario, whoever wrote it. Throws a scenario error. */
export function checkMeaning(scenario: Scenario): void {
  const operations = operationsOf(scenario);
  const names = operations.map((operation) => operation.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw scenarioError(
      `"${scenario.name}" has two requests called "${twice}".`,
      'Give every request a name of its own; its figures are told by it.',
    );
  }
  if (operations.length === 0) {
    throw scenarioError(`"${scenario.name}" asks for nothing.`, 'Add a step with a request.');
  }
  within(['variables'], () => checkVariables(scenario.variables ?? {}));
  checkAllNames(scenario);
  for (const part of ['setup', 'steps', 'teardown'] as const) {
    within([part], () => compileProgram(scenario[part] ?? []));
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

function checkAllNames(scenario: Scenario): void {
  const scope = scopeOf(scenario);
  const anywhere = capturedIn(allSteps(scenario));
  const known = new Set<string>();
  for (const [name, value] of Object.entries(scenario.variables ?? {})) {
    // What a variable is made of is only asked for when it is used.
    within(['variables', name], () => checkNames(value, `The variable "${name}"`, scope, anywhere));
  }
  checkCalls(scenario, scope);
  checkSteps(scenario.setup ?? [], ['setup'], scope, known);
  for (const [index, { name, request }] of (scenario.operations ?? []).entries()) {
    within(['operations', index, 'request'], () =>
      checkNames(request, `The request "${name}"`, scope, known),
    );
  }
  checkSteps(scenario.steps ?? [], ['steps'], scope, new Set(known));
  for (const key of ['headers', 'auth'] as const) {
    within([key], () =>
      checkNames(scenario[key], 'What is sent with every request', scope, anywhere),
    );
  }
  checkSteps(scenario.teardown ?? [], ['teardown'], scope, known);
}

const capturedIn = (steps: readonly Step[]): Set<string> => {
  const known = new Set<string>();
  const visit = (step: Step): void => {
    if ('request' in step) for (const { name } of capturesOf(step)) known.add(name);
    if ('set' in step) for (const name of Object.keys(step.set)) known.add(name);
    if ('call' in step && step.into !== undefined) known.add(step.into);
    for (const inner of innerSteps(step)) visit(inner);
  };
  for (const step of steps) visit(step);
  return known;
};

const innerSteps = (step: Step): readonly Step[] => {
  if ('choose' in step) return step.choose.flatMap((choice) => choice.steps);
  if (!('steps' in step)) return [];
  return 'else' in step ? [...step.steps, ...(step.else ?? [])] : step.steps;
};

/** In the order of the steps: what is captured further down has no value yet. */
function checkSteps(
  steps: readonly Step[],
  path: KeyPath,
  scope: NameScope,
  known: Set<string>,
): void {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index];
    within(here, () => checkStep(step, scope, known));
    if ('steps' in step) checkSteps(step.steps, [...here, 'steps'], scope, known);
    if ('else' in step) checkSteps(step.else ?? [], [...here, 'else'], scope, known);
    if (!('choose' in step)) continue;
    for (const [way, choice] of step.choose.entries()) {
      checkSteps(choice.steps, [...here, 'choose', way, 'steps'], scope, known);
    }
  }
}

/** One step without those within it; what it captures is known from here on. */
function checkStep(step: Step, scope: NameScope, known: Set<string>): void {
  if ('request' in step) {
    checkNames(step.request, `The request "${step.name}"`, scope, known);
    checkCaptures(step);
    for (const { name } of capturesOf(step)) known.add(name);
  }
  if ('set' in step) {
    checkNames(step.set, 'A "set"', scope, known);
    for (const name of Object.keys(step.set)) known.add(name);
  }
  if ('call' in step && step.into !== undefined) known.add(step.into);
  if ('repeat' in step) checkNames(step.repeat, 'A "repeat"', scope, known);
  if ('think' in step) thinkNs(step.think);
  const condition = 'when' in step ? step.when : 'while' in step ? step.while : undefined;
  if (condition === undefined) return;
  compileCondition(condition);
  checkNames(condition.value, 'A condition', scope, known);
}

/** Functions that are called must be there, so far as it can be told which there are. */
function checkCalls(scenario: Scenario, scope: NameScope): void {
  const calls: string[] = [];
  const visit = (step: Step): void => {
    if ('call' in step) calls.push(step.call);
    for (const inner of innerSteps(step)) visit(inner);
  };
  for (const step of allSteps(scenario)) visit(step);
  for (const { call } of Object.values(scenario.data ?? {}))
    if (call !== undefined) calls.push(call);
  const [first] = calls;
  if (first !== undefined && scenario.functions === undefined) {
    throw scenarioError(
      `"${scenario.name}" calls the function "${first}" and has none.`,
      'Name the module that exports it: functions: ./functions.js',
    );
  }
  const missing = calls.find((call) => scope.functions?.includes(call) === false);
  if (missing === undefined) return;
  throw scenarioError(
    `"${scenario.name}" calls the function "${missing}", which it has not.`,
    `Known: ${scope.functions?.join(', ') || 'none'}.`,
  );
}
