/** What is expected of a whole answer, compiled once: each check says what it misses. */
import { isDeepStrictEqual } from 'node:util';
import { Ajv, type ErrorObject } from 'ajv';
import type { AnswerFault, SessionTools, SessionView } from '../../model/protocol.ts';
import type { HttpExpectation, Json, TextExpectation } from '../../model/scenario.ts';
import { jsonPath } from '../../scenario/json-path.ts';
import { regexOf } from '../../scenario/regex.ts';
import { scenarioError } from '../../scenario/scenario-error.ts';
import { compileJson, fillTemplate, type Lookup, parseTemplate } from '../../scenario/template.ts';
import { ScenarioObject } from '../scenario-object.ts';
import { excerpt } from './answer-text.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Returns what is wrong, or nothing. */
export type AnswerCheck = (answer: WholeAnswer, session: SessionView) => AnswerFault | undefined;

const KEYS = [
  ...['status', 'headers', 'body', 'contains', 'matches', 'json', 'schema', 'size', 'call'],
];

const bodyOf = (answer: WholeAnswer): string => excerpt(answer.body);

/** All checks of an expectation but that of the status. Throws a scenario error. */
export function checksOf(given: unknown, tools: SessionTools): readonly AnswerCheck[] {
  if (given === undefined) return [];
  new ScenarioObject('expectation', given, KEYS);
  const expect = given as HttpExpectation;
  const { headers = {}, body, contains, matches, json = {}, schema, size, call } = expect;
  return [
    ...Object.entries(headers).map(([name, wanted]) => headerCheck(name, wanted)),
    ...(size === undefined ? [] : [sizeCheck(size)]),
    ...(body === undefined ? [] : [wholeCheck(body)]),
    ...(contains === undefined ? [] : [containsCheck(contains)]),
    ...(matches === undefined ? [] : [matchesCheck(matches)]),
    ...Object.entries(json).map(([path, wanted]) => jsonCheck(path, wanted)),
    ...(schema === undefined ? [] : [schemaCheck(schema, tools)]),
    ...(call === undefined ? [] : [callCheck(call, tools)]),
  ];
}

const filled = (text: string): ((lookup: Lookup) => string) => {
  const template = parseTemplate(text);
  return (lookup) => fillTemplate(template, lookup);
};

function headerCheck(name: string, wanted: TextExpectation): AnswerCheck {
  const [says, holds] = textTest(wanted);
  return (answer, { lookup }) => {
    const value = answer.headers[name.toLowerCase()];
    if (value !== undefined && holds(value, lookup)) return undefined;
    const got = value === undefined ? 'no such header' : JSON.stringify(value);
    return { expected: `header ${name} ${says(lookup)}`, got };
  };
}

/** How a test of a text is said, and the test. */
function textTest(
  wanted: TextExpectation,
): [(lookup: Lookup) => string, (text: string, lookup: Lookup) => boolean] {
  if (typeof wanted === 'string') {
    const fill = filled(wanted);
    return [(lookup) => JSON.stringify(fill(lookup)), (text, lookup) => text === fill(lookup)];
  }
  if ('contains' in wanted) {
    const fill = filled(wanted.contains);
    return [
      (lookup) => `with ${JSON.stringify(fill(lookup))} in it`,
      (text, lookup) => text.includes(fill(lookup)),
    ];
  }
  const pattern = regexOf(wanted.matches, 'expectation');
  return [() => `that matches /${wanted.matches}/`, (text) => pattern.test(text)];
}

function sizeCheck(size: NonNullable<HttpExpectation['size']>): AnswerCheck {
  const { min = 0, max = Number.POSITIVE_INFINITY } =
    typeof size === 'number' ? { min: size, max: size } : size;
  const upper = max === Number.POSITIVE_INFINITY ? ' or more' : ` to ${max}`;
  const expected = `a body of ${min === max ? min : `${min}${upper}`} bytes`;
  return (answer) => {
    const { length } = answer.body;
    return length >= min && length <= max ? undefined : { expected, got: `${length} bytes` };
  };
}

function wholeCheck(body: string): AnswerCheck {
  const fill = filled(body);
  return (answer, { lookup }) => {
    const wanted = Buffer.from(fill(lookup));
    if (wanted.equals(answer.body)) return undefined;
    return { expected: excerpt(wanted), got: bodyOf(answer) };
  };
}

function containsCheck(text: string): AnswerCheck {
  const fill = filled(text);
  return (answer, { lookup }) => {
    const wanted = fill(lookup);
    if (answer.body.includes(wanted)) return undefined;
    return { expected: `a body that contains ${JSON.stringify(wanted)}`, got: bodyOf(answer) };
  };
}

function matchesCheck(source: string): AnswerCheck {
  const pattern = regexOf(source, 'expectation');
  return (answer) => {
    if (pattern.test(answer.text)) return undefined;
    return { expected: `a body that matches /${source}/`, got: bodyOf(answer) };
  };
}

/** The body as JSON; undefined in a fault's place when it is none. */
function parsed(answer: WholeAnswer): { readonly value: unknown } | undefined {
  try {
    return { value: answer.json() };
  } catch {
    return undefined;
  }
}

function jsonCheck(path: string, wanted: Json): AnswerCheck {
  const find = jsonPath(path);
  const fill = compileJson(wanted);
  return (answer, { lookup }) => {
    const body = parsed(answer);
    if (body === undefined) return { expected: 'a body of JSON', got: bodyOf(answer) };
    const value = fill(lookup);
    const found = find(body.value);
    if (found.length > 0 && isDeepStrictEqual(found[0], value)) return undefined;
    const got = found.length === 0 ? 'nothing there' : excerptOf(found[0]);
    return { expected: `${path} ${excerptOf(value)}`, got: `${got} in ${bodyOf(answer)}` };
  };
}

const excerptOf = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
};

/** What one error of a schema says, and where. */
const errorText = ({ instancePath, message }: ErrorObject): string =>
  `${instancePath === '' ? 'the body' : instancePath} ${message ?? 'is wrong'}`;

function schemaCheck(
  given: NonNullable<HttpExpectation['schema']>,
  tools: SessionTools,
): AnswerCheck {
  const validate = compiled(typeof given === 'string' ? schemaFile(given, tools) : given);
  const expected = `a body by the schema${typeof given === 'string' ? ` ${given}` : ''}`;
  return (answer) => {
    const body = parsed(answer);
    if (body === undefined) return { expected: 'a body of JSON', got: bodyOf(answer) };
    if (validate(body.value)) return undefined;
    const errors = (validate.errors ?? []).slice(0, 3).map(errorText).join('; ');
    return { expected, got: `${errors} in ${bodyOf(answer)}` };
  };
}

function compiled(schema: object) {
  try {
    // Keywords of OpenAPI are no mistakes here.
    return new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(`The schema of an expectation is none: ${why}.`, 'Mend it.', error);
  }
}

function schemaFile(path: string, { files }: SessionTools): object {
  try {
    return JSON.parse(Buffer.from(files[path] ?? []).toString('utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw scenarioError(`The schema ${path} is no JSON: ${why}.`, 'Mend the file.', error);
  }
}

function callCheck(name: string, tools: SessionTools): AnswerCheck {
  return (answer, session) => {
    const said = tools.call(name, session, answer);
    if (said !== false && typeof said !== 'string') return undefined;
    const got = said === false ? bodyOf(answer) : said;
    return { expected: `an answer that ${name} takes`, got };
  };
}
