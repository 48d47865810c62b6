/**
 * The main job on a laptop, in about two minutes: three frameworks compared at one rate, then a
 * service scaled over one, two and four servers. Real servers, real load, one report.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { scenarios } from '../../scenarios/index.ts';
import { targets as servers } from '../../targets/index.ts';
import { compare } from '../experiments/compare.ts';
import { scale } from '../experiments/scale.ts';
import { canPin } from '../host/pinning.ts';
import { parseModuleTarget } from '../host/server-options.ts';
import { lookUp } from '../model/registry.ts';
import type { TrialSettings } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import { RECORD_FILE } from '../session/store.ts';
import type { Ended } from './ended.ts';
import { interruptible } from './interrupt.ts';
import { measure, present, type Question, readOutput } from './measure.ts';

const frameworks = ['node-http', 'fastify', 'express'];
const FRAMEWORK_RATE = 2000;
/** Until then a framework compiles its own code, at this rate. */
const FRAMEWORK_WARMUP_NS = 4 * NS_PER_S;
/** The servers need a core of their own, also where there are only two. */
const WORKERS = Math.max(1, Math.min(2, availableParallelism() - 1));
const FRAMEWORK_NS = 3 * NS_PER_S;
/** Half of what a pooled server of four slots of 5 ms can do. */
const POOLED_RATE = 400;
const POOLED_NS = 3 * NS_PER_S;
/** Enough clients to keep four slots busy. */
const POOLED_CONNECTIONS = 16;
const SEED = 1;

const settings: TrialSettings = {
  engine: 'native',
  workers: WORKERS,
  // Polling would take the cores that the servers need.
  pacing: 'economical',
  connections: 64,
  pipelining: 1,
  warmupNs: 1.5 * NS_PER_S,
  timeoutNs: 10 * NS_PER_S,
  drainNs: 5 * NS_PER_S,
};

/** Unpinned, four servers and the generator take turns on two cores, and the generator is late. */
const settingsWith = (pins: boolean): TrialSettings =>
  pins ? { ...settings, pin: true } : settings;

const poisson = (ratePerSecond: number, durationNs: number) =>
  ({ kind: 'poisson', ratePerSecond, durationNs }) as const;

/** Three frameworks at one rate: what do callers wait, and what does an answer cost? */
export function comparison(pins: boolean): Question {
  const targets = frameworks.map((name) => parseModuleTarget(name, servers));
  const scenario = lookUp('scenario', scenarios, 'json');
  const asked = {
    targets: frameworks,
    servers: [1],
    scenario: scenario.name,
    load: { model: 'open', phases: [poisson(FRAMEWORK_RATE, FRAMEWORK_NS)] },
    settings: { ...settingsWith(pins), warmupNs: FRAMEWORK_WARMUP_NS },
    // The fewest blocks that tell a difference from noise.
    repetitions: 3,
    seed: SEED,
  } as const;
  const config = { ...asked, targets, scenario };
  return { experiment: compare.ask(asked), targets, scenario, tls: { insecure: false }, config };
}

/** A service of known capacity on one, two and four servers. */
export function scaling(pins: boolean): Question {
  const targets = [parseModuleTarget('pooled', servers)];
  const scenario = lookUp('scenario', scenarios, 'text');
  const asked = {
    target: 'pooled',
    servers: [1, 2, 4],
    scenario: scenario.name,
    open: { phases: [poisson(POOLED_RATE, POOLED_NS)] },
    closed: { thinkNs: 0, durationNs: POOLED_NS },
    settings: { ...settingsWith(pins), connections: POOLED_CONNECTIONS },
    repetitions: 1,
    seed: SEED,
  };
  const config = { ...asked, targets, scenario };
  return { experiment: scale.ask(asked), targets, scenario, tls: { insecure: false }, config };
}

export const demoCommand = (ended: Ended) =>
  new Command('demo')
    .description('a first look, about two minutes: compare three frameworks, scale a service')
    .option('--out <dir>', 'folder for records and report', 'steelyard-out')
    .option('--json', 'print the records instead of the summary')
    .option('--quiet', 'no progress')
    .action(async (options) => {
      const output = await readOutput({ ...options, format: ['html'] }, options.out);
      const { outDir, quiet } = output;
      const dirs = [join(outDir, 'compare'), join(outDir, 'scale')] as const;
      const pins = await canPin();
      const records = await interruptible(async (signal) => [
        await measure(comparison(pins), dirs[0], { quiet, signal }),
        await measure(scaling(pins), dirs[1], { quiet, signal }),
      ]);
      const paths = dirs.map((dir) => join(dir, RECORD_FILE));
      await present(records, paths, output);
      // It shows what a verdict looks like, whichever it is; nothing hangs on this one.
      ended('pass');
    });
