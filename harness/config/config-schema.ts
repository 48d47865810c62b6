/**
 * What a configuration file may say. Strict everywhere: a key that nobody reads is a mistake. The
 * published JSON Schema is made of this, and so are the types that editors complete.
 */
import { z } from 'zod';
import type { ArrivalPhase } from '../arrivals/index.ts';
import { metricNames } from '../experiments/metric.ts';
import { parseObjective } from '../experiments/objectives/objective-text.ts';
import { blockOrders } from '../experiments/planned.ts';
import { HarnessError } from '../model/harness-error.ts';
import { balancers } from '../model/target.ts';
import { checkModes, engines, pacings } from '../model/trial.ts';
import { parseDurationNs, parseShare } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import { namedScenarioSchema } from '../scenario/scenario-schema.ts';

/** Text that a reader of ours understands; its complaint becomes the schema's. */
const readable = (read: (text: string) => unknown) =>
  z.string().check((check) => {
    try {
      read(check.value);
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      const message = `${error.message} ${error.next}`;
      check.issues.push({ code: 'custom', input: check.value, message });
    }
  });

/** Names stand on the command line and in reports; a slash or a colon would make them a file. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'A name has letters, digits, dots and dashes only.')
  .refine((text) => !/\.(?:[cm]?[jt]s|json|ya?ml)$/.test(text), 'A name is not that of a file.')
  .refine((text) => text !== '__proto__', 'This name means something to JavaScript; take another.');

const duration = readable(parseDurationNs).describe('A time, such as 10s, 500ms or 1m30s.');
const positive = z.number().positive();
const whole = z.number().int().positive();
const path = z.string().min(1).describe('A path, relative to the configuration file.');
/** A plain 5 would be five times as much, which nobody means. */
const share = z
  .union([positive.lt(1, 'Write a share as a percentage, such as 5%.'), readable(parseShare)])
  .describe('A share, such as 5%.');

const phase = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('poisson'), rate: positive, duration }),
  z.strictObject({ kind: z.literal('constant'), rate: positive, duration }),
  z.strictObject({
    kind: z.literal('ramp'),
    from: z.number().nonnegative(),
    to: z.number().nonnegative(),
    duration,
  }),
]);

/** Phases as the arrivals know them. Throws for what the schema would not have let through. */
export function configPhases(value: unknown): ArrivalPhase[] {
  return z
    .array(phase)
    .parse(value)
    .map((one) => {
      const durationNs = parseDurationNs(one.duration);
      switch (one.kind) {
        case 'poisson':
        case 'constant':
          return { kind: one.kind, ratePerSecond: one.rate, durationNs };
        case 'ramp':
          return { kind: one.kind, fromPerSecond: one.from, toPerSecond: one.to, durationNs };
        default:
          return unreachable(one);
      }
    });
}

const loadKeys = {
  rate: positive.describe('Open load: requests per second, whether answers come or not.'),
  arrivals: z.enum(['poisson', 'constant']).describe('With a rate; poisson when absent.'),
  phases: z.array(phase).min(1).describe('Open load in phases.'),
  replay: path.describe('Open load at recorded times: a file with one a line, in seconds.'),
  connections: whole.describe('In all; without an open load, clients that wait for each answer.'),
  think: duration.describe('Pause of such a client before its next request.'),
  pipelining: whole.describe('Requests in flight on a connection.'),
  duration: duration.describe('Length of the measured window.'),
  warmup: duration.describe('Load before the window, not counted.'),
  timeout: duration.describe('A request has failed after this.'),
  drain: duration.describe('Wait for the last answers after the window.'),
  pacing: z.enum(pacings).describe('How an open load waits for its next send.'),
  workers: whole.describe('Generator threads.'),
  check: z.enum(checkModes).describe('Which answers are compared with what is expected.'),
  pin: z.literal(true).describe('Generator and servers on processors of their own.'),
  preflight: z.literal(false).describe('Do not send every request once before each trial.'),
  engine: z.enum(engines).describe('What sends.'),
};

/** How much, and how it is measured. */
const load = z.strictObject(loadKeys).partial();

const target = z
  .strictObject({
    module: path.describe('A server module, or the name of a server that Steelyard brings.'),
    options: z.record(z.string(), z.number()).describe('Settings of the module.'),
    command: z.string().min(1).describe('Serves the URL; {port} in both is a free port.'),
    url: z.string().min(1).describe('Where it serves, or what runs already.'),
    health: z
      .string()
      .regex(/^\//, 'It must start with "/".')
      .describe('Answers 2xx when the command is ready.'),
    cwd: path.describe('Where the command runs; the folder of the configuration when absent.'),
    env: z.record(z.string(), z.union([z.string(), z.number()])),
    servers: whole.describe('How many to start, where nothing else says so.'),
    balancer: z.enum(balancers).describe('Stands in front of the servers.'),
    ready: duration.describe('How long a server may take until it answers; 10s when absent.'),
    cores: z
      .array(z.number().int().nonnegative())
      .min(1)
      .refine((cores) => new Set(cores).size === cores.length, 'A processor is named twice.')
      .describe('Processors that the servers are kept on; the generator has the others.'),
  })
  .partial()
  .check((check) => {
    const fault = targetFault(check.value);
    if (fault) check.issues.push({ code: 'custom', input: check.value, message: fault });
  });

const STARTED = ['health', 'cwd', 'env', 'servers', 'balancer', 'ready', 'cores'];

/** What of a target's keys does not go together. */
function targetFault(keys: Readonly<Record<string, unknown>>): string | undefined {
  const has = (key: string): boolean => keys[key] !== undefined;
  if (!has('module') && !has('url')) {
    return 'Give a target a module, or a url and perhaps the command that serves it.';
  }
  const [kind, idle] = has('module')
    ? ['module', ['command', 'url', 'health', 'cwd', 'env']]
    : ['url', has('command') ? ['options'] : ['options', ...STARTED]];
  const found = idle.find(has);
  return found && `${found} changes nothing for a target with a ${kind} alone; leave it out.`;
}

const general = {
  ...loadKeys,
  scenario: z.string().min(1).describe('A scenario’s name, or its file.'),
  repetitions: whole.describe('How often everything is measured.'),
  seed: z.number().int().nonnegative().describe('Fixes every random choice.'),
  out: path.describe('Folder for record and reports.'),
  format: z.array(z.string()).min(1).describe('Reports to write.'),
  live: z
    .union([z.literal(true), z.number().int().min(1).max(65_535)])
    .describe('Show the run on a page while it goes on: true, or the port.'),
  insecure: z.literal(true).describe('Accept any certificate.'),
  ca: path.describe('PEM file of the authorities to trust.'),
};

/** What every experiment may say; its own load keys stand above those of the load it names. */
const experimentKeys = { load: name.describe('One of the loads of this file.'), ...general };

const objectives = z
  .array(z.union([name, readable(parseObjective)]))
  .describe('Such as p99<50ms, or names of sets of this file.');

const runExperiment = z.strictObject({
  kind: z.literal('run'),
  target: z.string().min(1),
  ...z.strictObject({ ...experimentKeys, servers: whole, objectives, baseline: path }).partial()
    .shape,
});

const compareExperiment = z.strictObject({
  kind: z.literal('compare'),
  targets: z.array(z.string().min(1)).min(2),
  ...z
    .strictObject({
      ...experimentKeys,
      ...{ servers: z.array(whole).min(1), margin: share, metric: z.enum(metricNames) },
      ...{ order: z.enum(blockOrders), noiseFloor: z.literal(true) },
      ...{ until: z.literal('decided'), blocksMax: z.number().int().min(3) },
    })
    .partial().shape,
});

const scaleExperiment = z.strictObject({
  kind: z.literal('scale'),
  target: z.string().min(1),
  servers: z.array(whole).min(2),
  ...z.strictObject({ ...experimentKeys, peak: z.literal(false) }).partial().shape,
});

/** A search chooses its rates itself, so it has no keys for them. */
const capacityExperiment = z.strictObject({
  kind: z.literal('capacity'),
  target: z.string().min(1),
  objectives: objectives.min(1),
  ...z
    .strictObject({ ...general, servers: z.array(whole).min(1), for: positive, width: share })
    .omit({ rate: true, phases: true, replay: true, think: true, repetitions: true })
    .extend({ trials: whole, minRate: positive, maxRate: positive, coolDown: duration })
    .extend({ confirmation: duration.describe('Length of the long trials.') })
    .partial().shape,
});

const gateExperiment = z.strictObject({
  kind: z.literal('gate'),
  target: z.string().min(1),
  ...z
    .strictObject({
      ...experimentKeys,
      ...{ servers: whole, objectives, baseline: path, margin: share },
      base: z.string().min(1).describe('Another target, which it must not be worse than.'),
      baseRev: z.string().min(1).describe('A git revision of the same target in its place.'),
      headRev: z.string().min(1).describe('The working directory when absent.'),
      build: z.string().min(1).describe('A command that builds each checkout.'),
      metric: z.array(z.enum(metricNames)).min(1).describe('What must not get worse.'),
      ...{ order: z.enum(blockOrders), until: z.literal('decided') },
      blocksMax: z.number().int().min(3),
      inconclusive: z.enum(['pass', 'fail']).describe('What it counts for that nothing is told.'),
      ...{ comment: path, shadow: z.literal(true), shadowLog: path },
    })
    .partial().shape,
});

const experiment = z.discriminatedUnion('kind', [
  runExperiment,
  compareExperiment,
  scaleExperiment,
  capacityExperiment,
  gateExperiment,
]);

/** A configuration file as a whole. */
export const configSchema = z
  .strictObject({
    $schema: z.string().describe('For editors.'),
    defaults: z.strictObject(general).partial().describe('For everything that is measured.'),
    targets: z.record(name, target),
    scenarios: z.record(name, z.union([path, namedScenarioSchema])),
    loads: z.record(name, load),
    objectives: z.record(name, z.array(readable(parseObjective)).min(1)),
    experiments: z.record(name, experiment),
  })
  .partial();

/** A configuration as it is written. */
export type Config = z.infer<typeof configSchema>;
/** A target as it is written. */
export type ConfigTarget = z.infer<typeof target>;
/** A named question as it is written. */
export type ConfigExperiment = z.infer<typeof experiment>;
