/** Where in a scenario its steps, requests and names stand. */
import type { AskedStep, HttpAuth, HttpRequest, Scenario, Step } from '../model/scenario.ts';
import type { KeyPath } from '../validation/place.ts';
import { parseTemplate } from './template.ts';

/** A step, with the keys that lead to it. */
export interface PlacedStep {
  readonly path: KeyPath;
  readonly step: Step;
}

/** A request, with the keys that lead to it. */
export interface PlacedRequest extends AskedStep {
  /** Of what has the request. */
  readonly path: KeyPath;
}

type Plain = Omit<Scenario, 'functions'>;

/** The steps of a list and all within them, each before those within it. */
function stepsWithin(steps: readonly Step[], path: KeyPath): readonly PlacedStep[] {
  return steps.flatMap((step, index) => {
    const here = [...path, index];
    const inner: (readonly PlacedStep[])[] = [];
    if ('steps' in step) inner.push(stepsWithin(step.steps, [...here, 'steps']));
    if ('else' in step) inner.push(stepsWithin(step.else ?? [], [...here, 'else']));
    if ('choose' in step) {
      for (const [way, choice] of step.choose.entries()) {
        inner.push(stepsWithin(choice.steps, [...here, 'choose', way, 'steps']));
      }
    }
    return [{ path: here, step }, ...inner.flat()];
  });
}

/** Every step of every part, in the order in which they run. */
export const placedSteps = ({ setup, steps, teardown }: Plain): readonly PlacedStep[] => [
  ...stepsWithin(setup ?? [], ['setup']),
  ...stepsWithin(steps ?? [], ['steps']),
  ...stepsWithin(teardown ?? [], ['teardown']),
];

/** Every request of the mix and of every part. */
export const placedRequests = (scenario: Plain): readonly PlacedRequest[] => [
  ...(scenario.operations ?? []).map((one, index) => ({ ...one, path: ['operations', index] })),
  ...placedSteps(scenario).flatMap(({ path, step }) =>
    'request' in step ? [{ ...step, path }] : [],
  ),
];

/** A call of a function of the user's. */
export interface PlacedCall {
  readonly path: KeyPath;
  readonly call: string;
}

const signedBy = (auth: HttpAuth | undefined, path: KeyPath): readonly PlacedCall[] =>
  auth !== undefined && 'call' in auth
    ? [{ path: [...path, 'auth', 'call'], call: auth.call }]
    : [];

/** Every function that is called by its name alone: of steps, of data, of what is expected. */
export const placedCalls = (scenario: Plain): readonly PlacedCall[] => [
  ...placedSteps(scenario).flatMap(({ path, step }) =>
    'call' in step ? [{ path: [...path, 'call'], call: step.call }] : [],
  ),
  ...placedRequests(scenario).flatMap(({ path, request }) => {
    const { auth, expect } = request as Partial<HttpRequest>;
    const at = [...path, 'request'];
    const call = expect?.call;
    const checked = call === undefined ? [] : [{ path: [...at, 'expect', 'call'], call }];
    return [...signedBy(auth, at), ...checked];
  }),
  ...signedBy(scenario.auth, []),
  ...Object.entries(scenario.data ?? {}).flatMap(([name, { call }]) =>
    call === undefined ? [] : [{ path: ['data', name, 'call'], call }],
  ),
];

/** A name that a template has. */
export interface PlacedName {
  readonly path: KeyPath;
  readonly name: string;
}

/** Every name in the texts of a value, keys included, with where it stands. */
export function placedNames(value: unknown, path: KeyPath = []): readonly PlacedName[] {
  const inText = (text: string, at: KeyPath): readonly PlacedName[] =>
    parseTemplate(text).names.map((name) => ({ path: at, name }));
  if (typeof value === 'string') return inText(value, path);
  if (Array.isArray(value)) {
    return value.flatMap((inner, index) => placedNames(inner, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...inText(key, [...path, key]),
    ...placedNames(inner, [...path, key]),
  ]);
}
