/**
 * Whether the harness knows when it cannot measure. Twenty runs each of three situations: a load
 * that this machine carries easily, a load above what one thread can send by the doctor's ceiling,
 * and a generator that shares one core with its server. The first is to be called invalid once at
 * most, the others always, and for the right cause.
 *
 *     npm run bench:validity -- [--runs 20] [--kinds easy,over,shared]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../../harness/model/verdict.ts';
import { runAny } from './children-cpu.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    kinds: { type: 'string', default: 'easy,over,shared' },
  },
});
const runs = Number(values.runs);
const kinds = values.kinds.split(',');
const cli = join(import.meta.dirname, '..', '..', 'harness', 'cli', 'main.js');
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-validity-'));

interface Situation {
  /** The rate, as a share of the ceiling. */
  readonly share: number;
  /** What it is to be called. */
  readonly right: string;
  /** Where generator and server may run; anywhere when absent. */
  readonly cores?: string;
}

const situations: Readonly<Record<string, Situation>> = {
  easy: { share: 0.02, right: 'valid' },
  over: { share: 1.5, right: 'saturation' },
  shared: { share: 0.5, right: 'contention', cores: '0' },
};

interface Seen {
  readonly perSecond: number;
  /** Rule of the first finding that calls it invalid; undefined for a valid trial. */
  readonly cause: string | undefined;
  readonly claim: string | undefined;
}

async function measure(load: readonly string[], cores: string | undefined): Promise<Seen> {
  const run = [cli, 'run', 'tcp-echo', '--scenario', 'tcp-echo', '--quiet', '--json'];
  const command = [process.execPath, ...run, '--out', outDir, ...load];
  const pinned = cores === undefined ? command : ['taskset', '-c', cores, ...command];
  const [program = '', ...args] = pinned;
  const [record] = [JSON.parse((await runAny(program, args)).stdout)].flat();
  const [trial] = record.trials;
  const invalid = trial.findings.find(({ verdict }: Finding) => verdict === 'invalid');
  return { perSecond: trial.throughputPerSecond, cause: invalid?.rule, claim: invalid?.claim };
}

async function repeat(about: string, load: readonly string[], cores?: string): Promise<void> {
  const causes = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    const { cause = 'valid' } = await measure([...load, '--seed', `${run}`], cores);
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  const told = [...causes].map(([cause, count]) => `${cause} ${count}`).join(', ');
  console.log(`${about}: ${told}`);
}

/** What one thread could send with a server that is never the limit, by the doctor. */
async function doctorsCeiling(): Promise<number> {
  const { stdout } = await runAny(process.execPath, [cli, 'doctor', '--json']);
  const { perSecond, busyShare } = JSON.parse(stdout).figures.ceiling;
  return Math.round(perSecond / busyShare);
}

try {
  const ceiling = await doctorsCeiling();
  console.log(`ceiling of one thread: ${ceiling}/s; ${runs} runs each`);
  for (const [name, { share, right, cores }] of Object.entries(situations)) {
    if (!kinds.includes(name)) continue;
    const rate = `${Math.round(ceiling * share)}`;
    const where = cores === undefined ? 'on all cores' : 'on one core';
    const load = ['--rate', rate, '--duration', '3s', '--drain', '1s'];
    await repeat(`${rate}/s ${where}, to be ${right}`, load, cores);
  }
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
