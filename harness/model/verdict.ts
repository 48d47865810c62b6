/**
 * What is said of a trial or a run. `invalid` is about the harness, the others about the target.
 */
export type Verdict = 'pass' | 'inconclusive' | 'fail' | 'invalid';

/** A claim with its evidence and what to do about it. */
export interface Finding {
  /** Stable name of the rule that speaks, such as `offered-rate`. */
  readonly rule: string;
  readonly verdict: Verdict;
  /** One sentence: what is so. */
  readonly claim: string;
  /** The figures behind the claim, by name, units last in the name. */
  readonly evidence: Readonly<Record<string, number | string>>;
  /** What the reader can do; empty where nothing needs doing. */
  readonly advice: string;
}

/** From mildest to worst. `invalid` beats `fail`: nothing may be said of a target not measured. */
const severity: readonly Verdict[] = ['pass', 'inconclusive', 'fail', 'invalid'];

/** The worst verdict among the findings; `pass` for none. */
export function worstVerdict(findings: readonly { readonly verdict: Verdict }[]): Verdict {
  const worst = Math.max(0, ...findings.map((finding) => severity.indexOf(finding.verdict)));
  return severity[worst] ?? 'pass';
}
