/** Ends an exhaustive `switch`: the compiler refuses it while a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`unreachable case: ${JSON.stringify(value)}`);
}
