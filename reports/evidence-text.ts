/** Named figures in words. The unit is in the name, as everywhere in the harness. */
import {
  formatBytes,
  formatCount,
  formatNs,
  formatRate,
  formatShare,
} from '../harness/model/units.ts';

interface UnitWord {
  readonly pattern: RegExp;
  format(value: number): string;
}

/** A unit's word at the end of a name or before the next one: `lagNsP99`, `rssBytesMax`. */
const units: readonly UnitWord[] = [
  { pattern: /PerSecond(?=[A-Z0-9]|$)/, format: formatRate },
  { pattern: /Ns(?=[A-Z0-9]|$)/, format: formatNs },
  { pattern: /Bytes(?=[A-Z0-9]|$)/, format: formatBytes },
  { pattern: /Share(?=[A-Z0-9]|$)/, format: formatShare },
];

/** A value in words: `lagNsP99: 45100` is `45.1 µs`. */
export function namedValueText(name: string, value: unknown): string {
  if (typeof value === 'number') {
    const unit = units.find(({ pattern }) => pattern.test(name));
    if (unit) return unit.format(value);
    return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(3)));
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A name in words, without its unit: `lagNsP99` is `lag p99`, `cpuModel` is `cpu model`. */
export function nameText(name: string): string {
  const unit = units.find(({ pattern }) => pattern.test(name));
  const bare = unit ? name.replace(unit.pattern, '') : name;
  const words = (bare || name)
    .replace(/([a-z]|P\d+)(?=[A-Z])/g, '$1 ')
    .replace(/([a-z])(?=\d)/g, '$1 ')
    .replace(/[-_]/g, ' ');
  return words.toLowerCase();
}

/** Figures behind a claim: `offered 2,000/s, lag p99 45.1 µs`. */
export function evidenceText(evidence: Readonly<Record<string, number | string>>): string {
  return Object.entries(evidence)
    .map(([name, value]) => `${nameText(name)} ${namedValueText(name, value)}`)
    .join(', ');
}
