/** Every way to misbehave, with the numbers that its path ends in and what they are. */
export const faults = {
  delay: ['MS'],
  stall: ['AFTER', 'MS'],
  stalls: ['EVERY-MS', 'MS'],
  close: ['MS'],
  reset: ['AFTER', 'MS'],
  'black-hole': [],
  refuse: ['AFTER'],
  'slow-body': [],
  truncated: ['EVERY'],
  'wrong-status': ['EVERY'],
  'wrong-body': ['EVERY'],
  malformed: ['EVERY'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Name of a fault. */
export type FaultKind = keyof typeof faults;

/** What a path asks for. */
export interface Fault {
  readonly kind: FaultKind;
  /** The first of its numbers, or 0. */
  readonly first: number;
  /** The second of its numbers, or 0. */
  readonly second: number;
}

const isKind = (text: string): text is FaultKind => Object.hasOwn(faults, text);

/** Reads `/stall/100/500`; undefined when it is not the path of a fault with all its numbers. */
export function parseFault(path: string): Fault | undefined {
  const [kind = '', ...numbers] = path.slice(1).split('/');
  if (!path.startsWith('/') || !isKind(kind) || numbers.length !== faults[kind].length) {
    return undefined;
  }
  if (!numbers.every((text) => /^\d{1,6}$/.test(text))) return undefined;
  const [first = 0, second = 0] = numbers.map(Number);
  // Every 0th request, or a period of 0 ms, is none.
  const periodic = faults[kind][0]?.startsWith('EVERY');
  return periodic && first === 0 ? undefined : { kind, first, second };
}
