import type { Verdict } from '../harness/model/verdict.ts';

/** A verdict's mark and word. The mark is a plain character, one column wide in a terminal. */
export const verdictMarks = {
  pass: { icon: '✔', word: 'PASS' },
  fail: { icon: '✖', word: 'FAIL' },
  inconclusive: { icon: '?', word: 'INCONCLUSIVE' },
  invalid: { icon: '⊘', word: 'INVALID' },
} as const satisfies Record<Verdict, { icon: string; word: string }>;

/** Mark and name, such as `✔ pass`; a name that is no verdict stays as it is. */
export function verdictText(name: string): string {
  return isVerdict(name) ? `${verdictMarks[name].icon} ${name}` : name;
}

export function isVerdict(name: string): name is Verdict {
  return Object.hasOwn(verdictMarks, name);
}
