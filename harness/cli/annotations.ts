/**
 * What a GitHub workflow shows beside its steps: workflow commands on stdout, see "Workflow
 * commands for GitHub Actions" in its documentation.
 */
import type { Finding } from '../model/verdict.ts';

/** A step shows ten of each level and drops the rest without a word. */
const SHOWN_MAX = 10;

const levels = { error: ['fail', 'invalid'], warning: ['inconclusive'] } as const;

const escapedText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapedTitle = (text: string): string =>
  escapedText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const line = (level: string, title: string, text: string): string =>
  `::${level} title=${escapedTitle(title)}::${escapedText(text)}`;

/**
 * One line for each finding that is not as it must be; of too many, the last line counts the rest.
 */
export function annotations(findings: readonly Finding[]): string[] {
  return Object.entries(levels).flatMap(([level, verdicts]) => {
    const all = findings.filter(({ verdict }) =>
      (verdicts as readonly Finding['verdict'][]).includes(verdict),
    );
    const shown = all.length > SHOWN_MAX ? all.slice(0, SHOWN_MAX - 1) : all;
    const lines = shown.map(({ rule, claim, advice }) =>
      line(level, `steelyard: ${rule}`, `${claim} ${advice}`.trim()),
    );
    const left = all.length - shown.length;
    if (left === 0) return lines;
    return [...lines, line(level, 'steelyard', `${left} more are in the report.`)];
  });
}
