/**
 * JUnit XML, as CI systems read it: each thing that was judged is a test case whose name stays the
 * same from run to run. What cannot be told is skipped, with the reason; what makes the measurement
 * itself not valid is an error and not a failure.
 */
import XMLBuilder from 'fast-xml-builder';
import type { RunRecord, TrialRecord } from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import type { Finding } from '../../harness/model/verdict.ts';
import type { Format } from '../format.ts';
import { trialRemark } from '../trial-remark.ts';

/** Attributes are the keys with an at sign. */
const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
});

/** Controls, halves of characters, and what is no character. */
const unspeakable = /[^\P{Cc}\t\n\r]|\p{Cs}|[\u{FFFE}\u{FFFF}]/gu;

/** XML 1.0 has no way to write these characters at all. */
const speakable = (text: string): string => text.replace(unspeakable, '\u{FFFD}');

/** What a finding is about: the same for the same question, whatever the answer. */
function caseName({ rule, evidence }: Finding): string {
  const subject = evidence['objective'] ?? evidence['metric'];
  return subject === undefined ? rule : `${rule} ${subject}`;
}

function outcome({ verdict, rule, claim, advice }: Finding): object {
  const told = {
    '@message': speakable(claim),
    '@type': speakable(rule),
    '#text': speakable(advice),
  };
  switch (verdict) {
    case 'pass':
      return { 'system-out': speakable(claim) };
    case 'fail':
      return { failure: told };
    case 'invalid':
      return { error: told };
    case 'inconclusive':
      return { skipped: { '@message': speakable(`${claim} ${advice}`.trim()) } };
    default:
      return unreachable(verdict);
  }
}

/** Findings may share a name; CI systems tell test cases by theirs. */
function testCases(findings: readonly Finding[], command: string): object[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const name = caseName(finding);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return {
      '@name': speakable(times === 1 ? name : `${name} (${times})`),
      '@classname': `steelyard.${command}`,
      '@time': '0',
      ...outcome(finding),
    };
  });
}

function suite({ command, startedAt, trials, findings }: RunRecord): object {
  const count = (verdict: Finding['verdict']): string =>
    `${findings.filter((finding) => finding.verdict === verdict).length}`;
  const measuredNs = trials.reduce((sum, { window }) => sum + window.durationNs, 0);
  return {
    '@name': `steelyard ${command}`,
    '@timestamp': startedAt.slice(0, 19),
    '@time': (measuredNs / NS_PER_S).toFixed(3),
    '@tests': `${findings.length}`,
    '@failures': count('fail'),
    '@errors': count('invalid'),
    '@skipped': count('inconclusive'),
    ...(trials.length > 0 ? { properties: { property: trials.map(trialProperty) } } : {}),
    testcase: testCases(findings, command),
  };
}

/** Under what load each trial was, and what else must be known of it. */
const trialProperty = (trial: TrialRecord): object => ({
  '@name': speakable(`trial ${trial.id}`),
  '@value': speakable(trialRemark(trial)),
});

export const junit = {
  name: 'junit',
  about: 'JUnit XML: one test case for each thing that was judged, for CI systems',
  extension: 'xml',
  render(records) {
    const text = builder.build({ testsuites: { testsuite: records.map(suite) } });
    return `<?xml version="1.0" encoding="UTF-8"?>\n${text.trimEnd()}\n`;
  },
} as const satisfies Format;
