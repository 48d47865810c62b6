/**
 * Exit codes are part of the command line's contract: scripts branch on them, so a number never
 * changes its meaning. 99, 104, 105 and 107 mean what they mean in k6. Node.js itself uses 1 to 14
 * and from 128 on, so none of ours lies there.
 */
export const exitCodes = {
  pass: { code: 0, meaning: 'done, and every objective holds' },
  failed: { code: 99, meaning: 'an objective failed' },
  usage: { code: 104, meaning: 'bad option, configuration or record' },
  interrupted: { code: 105, meaning: 'interrupted; finished trials are saved' },
  scenario: { code: 107, meaning: 'the scenario cannot be used' },
  inconclusive: { code: 111, meaning: 'too little data for a verdict' },
  invalid: { code: 112, meaning: 'the measurement is not valid; no verdict on the target' },
  target: { code: 113, meaning: 'the target did not start, could not be reached or died' },
  worker: { code: 114, meaning: 'a generator thread was lost' },
} as const;

/** Why the program ends, by name; its number is `exitCodes[name].code`. */
export type ExitName = keyof typeof exitCodes;
