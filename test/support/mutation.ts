/** Changes to data such as people make by mistake, and worse ones. */
import fc from 'fast-check';

type Key = string | number;

/** Every place in a value, the outermost first. */
function placesIn(value: unknown, path: readonly Key[] = []): (readonly Key[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [Key, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, '', ' ', 'x'],
  ...['{{ x }}', '{{ random.int(1,2) }}', '{{ users.name }}', '{{ secret.NONE }}', '10s', '5%'],
  ...['/', '$.[', '(', '\n', '\u0000', '__proto__', 'p99<5ms', '../../x'],
  ...[[], {}, [null], [[]], { x: {} }, ['x', 'x'], { __proto__: null, constructor: 1 }],
];

/** One change: what is done at which of the places, with what. */
export interface Mutation {
  readonly does: 'replace' | 'remove' | 'rename' | 'repeat' | 'copy';
  readonly at: number;
  readonly from: number;
  readonly junk: number;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  does: fc.constantFrom('replace', 'remove', 'rename', 'repeat', 'copy'),
  at: fc.nat(),
  from: fc.nat(),
  junk: fc.nat(junk.length - 1),
});

type Holder = Record<Key, unknown>;

const at = (value: unknown, path: readonly Key[]): unknown =>
  path.reduce((inner, key) => (inner as Holder)[key], value);

/** A copy of the value with the change made. The value itself is a group of keys or a list. */
export function mutated(value: unknown, { does, at: place, from, junk: bad }: Mutation): unknown {
  const copy = structuredClone(value);
  const places = placesIn(copy);
  const path = places[place % places.length] ?? [];
  const key = path.at(-1);
  if (key === undefined) return does === 'replace' ? junk[bad] : copy;
  const holder = at(copy, path.slice(0, -1)) as Holder;
  const other = structuredClone(at(copy, places[from % places.length] ?? []));
  if (does === 'replace') holder[key] = junk[bad];
  else if (does === 'copy') holder[key] = other;
  else if (Array.isArray(holder)) {
    if (does === 'remove') holder.splice(Number(key), 1);
    else holder.push(structuredClone(holder[key]));
  } else {
    const kept = holder[key];
    if (does !== 'repeat') delete holder[key];
    if (does !== 'remove') holder[`${key}${does === 'rename' ? 's' : '2'}`] = kept;
  }
  return copy;
}
