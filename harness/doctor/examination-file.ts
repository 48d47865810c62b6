/**
 * What the doctor last found, kept in the user's cache folder: measuring it takes fifteen seconds,
 * so a run quotes it. It is believed only on the machine, and by the version, that it is of.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fingerprint } from '../host/machine.ts';
import type { Examination } from '../model/instrument.ts';
import { toolVersion } from '../session/tool-version.ts';
import type { Figures } from './figures.ts';

/** `$XDG_CACHE_HOME/steelyard/examination.json`, or the same in `~/.cache`. */
const examinationPath = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'steelyard', 'examination.json');

const examinedBy = () => ({ version: toolVersion(), environment: fingerprint() });

/** The figures that a run record quotes. */
export const examinationOf = (figures: Figures, examinedAt: Date): Examination => ({
  examinedAt: examinedAt.toISOString(),
  pacingPerSecond: figures.pacing.ratePerSecond,
  pacingNsP50: figures.pacing.p50Ns,
  pacingNsP99: figures.pacing.p99Ns,
  floorNsP50: figures.floor.p50Ns,
  ceilingPerSecond: figures.ceiling.perSecond,
});

/** Keeps it for later runs. A cache folder that cannot be written is no reason to fail. */
export function keepExamination(examination: Examination): void {
  const path = examinationPath();
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify({ ...examinedBy(), examination }));
  } catch {
    // Later runs will say that the doctor was not asked.
  }
}

/** What was last kept; null where there is nothing, or it is of another machine or version. */
export function lastExamination(): Examination | null {
  try {
    const { examination, ...by } = JSON.parse(readFileSync(examinationPath(), 'utf8'));
    return isDeepStrictEqual(by, JSON.parse(JSON.stringify(examinedBy()))) ? examination : null;
  } catch {
    return null;
  }
}
