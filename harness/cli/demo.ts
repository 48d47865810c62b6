/**
 * The main job on a laptop: three frameworks compared at one rate, then a service scaled over one,
 * two and four servers. Real servers, real load, one report.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { scenarios } from '../../scenarios/index.ts';
import { targets as servers } from '../../targets/index.ts';
import { compare } from '../experiments/compare.ts';
import { scale } from '../experiments/scale.ts';
import { parseModuleTarget } from '../host/server-options.ts';
import { lookUp } from '../model/registry.ts';
import type { TrialSettings } from '../model/trial.ts';
import { NS_PER_S } from '../model/units.ts';
import { worstVerdict } from '../model/verdict.ts';
import { exitNameOf, measure, present, type Question } from './measure.ts';
import { addOutputOptions, type OutputOptions } from './output-options.ts';
import type { Answered } from './question.ts';

const FRAMEWORKS = ['node-http', 'fastify', 'express'];
const COMPARE_PER_SECOND = 1000;
const COMPARE_NS = 6 * NS_PER_S;
/** Half of what a pooled server of four slots of 5 ms can do. */
const SCALE_PER_SECOND = 400;
const SCALE_NS = 4 * NS_PER_S;
const SEED = 1;

const settings: TrialSettings = {
  engine: 'native',
  workers: 2,
  connections: 64,
  pipelining: 1,
  warmupNs: 2 * NS_PER_S,
  timeoutNs: 10 * NS_PER_S,
  drainNs: 5 * NS_PER_S,
};

const tls = { insecure: false };

function frameworks(): Question {
  const targets = FRAMEWORKS.map((name) => parseModuleTarget(name, servers));
  const scenario = lookUp('scenario', scenarios, 'json');
  const phase = { kind: 'poisson', ratePerSecond: COMPARE_PER_SECOND, durationNs: COMPARE_NS };
  const asked = {
    targets: FRAMEWORKS,
    servers: [1],
    scenario: scenario.name,
    load: { model: 'open' as const, phases: [phase] },
    settings,
    // Twice, the second time in reverse order, so that a drifting machine favours none.
    repetitions: 2,
    seed: SEED,
  };
  const experiment = compare.ask(asked);
  return { command: 'compare', experiment, targets, scenario, tls, config: asked };
}

function pooled(): Question {
  const target = parseModuleTarget('pooled', servers);
  const scenario = lookUp('scenario', scenarios, 'text');
  const asked = {
    target: target.name,
    servers: [1, 2, 4],
    scenario: scenario.name,
    open: {
      phases: [{ kind: 'poisson' as const, ratePerSecond: SCALE_PER_SECOND, durationNs: SCALE_NS }],
    },
    closed: { thinkNs: 0, durationNs: SCALE_NS },
    settings: { ...settings, connections: 32 },
    repetitions: 1,
    seed: SEED,
  };
  const experiment = scale.ask(asked);
  const targets = [target];
  return { command: 'scale', experiment, targets, scenario, tls, config: asked };
}

export function demoCommand(answered: Answered): Command {
  const command = new Command('demo').description(
    'compare three frameworks, scale a service over servers, write one report (what npm start runs)',
  );
  addOutputOptions(command);
  return command.action(async (options: OutputOptions) => {
    const outDir = options.out ?? 'steelyard-out';
    const compared = await measure(frameworks(), options, join(outDir, 'compare'));
    const scaled = await measure(pooled(), options, join(outDir, 'scale'));
    await present([compared, scaled], options, outDir);
    answered(exitNameOf(worstVerdict([compared, scaled])));
  });
}
