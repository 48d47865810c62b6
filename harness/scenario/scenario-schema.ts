/**
 * What a scenario file may say. Strict everywhere: a key that nobody reads is a mistake. What a
 * request may be is its protocol's to say.
 */
import { z } from 'zod';
import { captureChoices, cookieModes, redirectModes, rowOrders } from '../model/scenario.ts';
import { namesIn } from './template.ts';

const json: z.ZodType = z.json();
const text = z.string();
const filled = z.string().min(1);
const WEIGHT = 'A weight is 0 or more.';
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const fields = z.record(text, z.union([scalar, z.array(scalar)]));
const path = filled.describe('A path, relative to the scenario’s file.');

const textExpectation = z.union([
  text,
  z.strictObject({ contains: filled }),
  z.strictObject({ matches: filled }),
]);

const expectation = z
  .strictObject({
    status: z.union([z.number(), z.array(z.number()).min(1)]).describe('200 to 399 when absent.'),
    headers: z.record(text, textExpectation),
    body: text.describe('The whole body, byte for byte.'),
    contains: filled.describe('Text that is somewhere in the body.'),
    matches: filled.describe('A regular expression that the body has a match for.'),
    json: z.record(text, json).describe('What stands at JSON paths of the body.'),
    schema: z.union([path, z.record(text, json)]).describe('A JSON Schema of the body.'),
    size: z.union([
      z.number().int().nonnegative(),
      z
        .strictObject({ min: z.number().nonnegative(), max: z.number().nonnegative() })
        .partial()
        .refine(({ min = 0, max = min }) => min <= max, 'The smaller number is min.'),
    ]),
    call: filled.describe('A function: a right answer unless it returns false or a text.'),
  })
  .partial();

const auth = z
  .strictObject({
    basic: z.strictObject({ user: text, password: text }),
    bearer: text.describe('A token.'),
    call: filled.describe('A function that is given the request and returns a header or several.'),
  })
  .partial()
  .refine(
    (keys) => Object.keys(keys).length === 1,
    'There is exactly one of basic, bearer and call.',
  );

const formPart = z.union([
  text,
  z.number(),
  z.strictObject({ file: path, type: text.optional(), name: text.optional() }),
]);

/** A request of `http1`, as editors complete it. */
const httpRequest = z
  .strictObject({
    method: text.describe('GET when absent.'),
    path: text.describe('Path and query, starting with /.'),
    query: fields.describe('Added to the path, percent-encoded.'),
    headers: z.record(text, text),
    auth,
    body: text.describe('A text, as it is.'),
    json: json.describe('A value, sent as JSON.'),
    form: fields.describe('Fields, sent as a form.'),
    multipart: z.record(text, formPart).describe('Fields and files, sent as a form.'),
    file: path.describe('A file that is the body.'),
    expect: expectation,
  })
  .partial()
  .required({ path: true });

const tcpRequest = z.strictObject({
  payload: text,
  framing: text.optional(),
  expect: z.strictObject({ payload: text.optional() }).optional(),
});

const request = z.union([httpRequest, tcpRequest]);

const timeout = filled.optional().describe('It has failed after this; as the load says if absent.');

const operation = z.strictObject({
  name: filled,
  weight: z.number().nonnegative(WEIGHT).optional(),
  request,
  timeout,
});

const capture = z.union([
  filled.describe('A JSON path.'),
  z
    .strictObject({
      json: filled.describe('A JSON path of the body.'),
      header: filled.describe('A header’s name.'),
      regex: filled.describe('On the body; its first group.'),
      cookie: filled.describe('A cookie’s name.'),
      take: z.enum(captureChoices).describe('Of several values; first when absent.'),
      optional: z.literal(true).describe('Nothing found is an empty text.'),
      secret: z.literal(true).describe('Must not be seen in any output.'),
    })
    .partial()
    .refine(
      (keys) => ['json', 'header', 'regex', 'cookie'].filter((key) => key in keys).length === 1,
      'A capture has exactly one of json, header, regex and cookie.',
    )
    .refine(
      (keys) => !('take' in keys) || 'json' in keys || 'regex' in keys,
      'A header or a cookie is one value: leave take out.',
    ),
]);

const think = z
  .union([
    filled,
    z.strictObject({ uniform: z.tuple([filled, filled]) }),
    z.strictObject({ exponential: filled }),
  ])
  .describe('A time such as 500ms, or how it is drawn.');

const condition = z
  .strictObject({
    value: filled,
    equals: scalar,
    not: scalar,
    above: z.number(),
    below: z.number(),
    matches: filled,
  })
  .partial()
  .required({ value: true });

const NO_NAME = 'A text must have a {{ name }} in it.';

const times = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/\{\{.+\}\}/, { error: NO_NAME, abort: true })
    .refine((text) => namesIn(text).length > 0, NO_NAME),
]);

const valueName = z.string().regex(/^[A-Za-z_$][\w$]*$/, 'A name has letters and digits only.');

const requestStep = z.strictObject({
  name: filled,
  request,
  capture: z.record(valueName, capture).optional(),
  timeout,
  onFailure: z.enum(['end', 'continue']).optional().describe('end when absent.'),
});

const thinkStep = z.strictObject({ think });
const setStep = z.strictObject({ set: z.record(text, json) });
const callStep = z.strictObject({
  call: filled.describe('A function of the scenario’s.'),
  into: filled.optional().describe('The name for what it returns.'),
});
const repeatStep = z.strictObject({
  repeat: times,
  as: valueName.optional().describe('The name for how many times it has been round, from 0.'),
  get steps() {
    return steps;
  },
});
const eachStep = z.strictObject({
  each: z
    .string()
    .regex(/^\{\{[^{}]+\}\}$/, 'It must be one {{ name }} alone.')
    .describe('A list, such as {{ ids }}.'),
  as: valueName.describe('The name for each of its values.'),
  get steps() {
    return steps;
  },
});
const whileStep = z.strictObject({
  while: condition,
  max: z.number().int().positive(),
  get steps() {
    return steps;
  },
});
const whenStep = z.strictObject({
  when: condition,
  get steps() {
    return steps;
  },
  get else() {
    return steps.optional();
  },
});
const chooseStep = z.strictObject({
  get choose() {
    return z
      .array(z.strictObject({ weight: z.number().nonnegative(WEIGHT).optional(), steps }))
      .min(1);
  },
});
const groupStep = z.strictObject({
  group: filled,
  get steps() {
    return steps;
  },
});

const steps: z.ZodArray = z
  .array(
    z.union([
      requestStep,
      thinkStep,
      repeatStep,
      eachStep,
      whileStep,
      whenStep,
      chooseStep,
      groupStep,
      setStep,
      callStep,
    ]),
  )
  .min(1);

const data = z
  .strictObject({
    file: path.describe('CSV with a line of names, or JSON: a list of objects.'),
    rows: z.array(z.record(text, json)).min(1),
    range: z.strictObject({ from: z.number().int(), to: z.number().int() }),
    call: filled.describe('A function that returns a row.'),
    order: z.enum(rowOrders).describe('sequential when absent.'),
    secret: z.array(text).describe('Columns that must not be seen in any output.'),
  })
  .partial()
  .refine(
    (keys) => ['file', 'rows', 'range', 'call'].filter((key) => key in keys).length === 1,
    'Data come from exactly one of file, rows, range and call.',
  );

/** Names that templates write before a dot already. */
const taken = ['env', 'secret', 'call', 'random', 'session', 'client'];

const dataName = z
  .string()
  .regex(/^[A-Za-z_$][\w$]*$/, 'A name has letters and digits only.')
  .refine((name) => !taken.includes(name), `A name is none of ${taken.join(', ')}.`);

const scenarioKeys = {
  about: z.string().optional(),
  protocol: z.string().optional().describe('http1 when absent.'),
  operations: z.array(operation).min(1).optional().describe('One of these for each arrival.'),
  steps: steps.optional().describe('All of these for each arrival, in order.'),
  setup: steps.optional().describe('Once before each trial.'),
  teardown: steps.optional().describe('Once after each trial.'),
  variables: z.record(dataName, json).optional(),
  data: z.record(dataName, data).optional(),
  cookies: z.enum(cookieModes).optional().describe('session when absent.'),
  redirects: z.enum(redirectModes).optional().describe('Whether redirections are followed.'),
  headers: z.record(text, text).optional().describe('Sent with every request.'),
  auth: auth.optional().describe('For every request that has none of its own.'),
  functions: path.optional().describe('The module that exports the functions, by name.'),
};

const oneOf = (keys: object): boolean => 'operations' in keys !== 'steps' in keys;
const ONE_OF = 'A scenario has either operations or steps.';

/** A scenario within a configuration, which names it. */
export const namedScenarioSchema = z.strictObject(scenarioKeys).refine(oneOf, ONE_OF);

/** A scenario as a file of its own. */
export const scenarioSchema = z
  .strictObject({ $schema: z.string().optional(), name: filled, ...scenarioKeys })
  .refine(oneOf, ONE_OF);

/** The same from a module, which may have its functions beside the rest. */
export const scenarioModuleSchema = z
  .strictObject({
    name: filled,
    ...scenarioKeys,
    folder: z.string().optional(),
    functions: z
      .union([
        path,
        z.record(
          text,
          z.custom((value) => typeof value === 'function', 'A function.'),
        ),
      ])
      .optional(),
  })
  .refine(oneOf, ONE_OF);
