/**
 * Whether the harness knows when it cannot measure. Twenty runs each of three situations: a load
 * that this machine carries easily, a load above what one thread can send by the doctor's ceiling,
 * and a generator that shares one core with its server. The first is to be called invalid once at
 * most, the others always, and for the right cause.
 *
 *     npm run bench:validity -- [--runs 20]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../../harness/model/verdict.ts';
import { runAny } from './children-cpu.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
const runs = Number(values.runs);
const cli = join(import.meta.dirname, '..', '..', 'harness', 'cli', 'main.js');
const outDir = mkdtempSync(join(tmpdir(), 'steelyard-validity-'));

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
  const easy = Math.round(ceiling / 50);
  await repeat(`${easy}/s on all cores, to be valid`, ['--rate', `${easy}`, '--duration', '3s']);
  const tooMuch = Math.round(ceiling * 1.5);
  const over = ['--rate', `${tooMuch}`, '--duration', '3s', '--drain', '1s'];
  await repeat(`${tooMuch}/s on all cores, to be saturation`, over);
  const half = Math.round(ceiling / 2);
  const shared = ['--rate', `${half}`, '--duration', '3s', '--drain', '1s'];
  await repeat(`${half}/s on one core, to be contention`, shared, '0');
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
