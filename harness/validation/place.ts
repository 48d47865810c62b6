/** Where in a user's file a value stands, for messages and for `steelyard config`. */

/** Keys from the outermost on, such as `['loads', 'quiet', 'rate']`. */
export type KeyPath = readonly PropertyKey[];

/** Says where a value stands: `steelyard.config.yaml:12`, or the file and the keys. */
export type PlaceOf = (path: KeyPath) => string;

/** Keys as JavaScript writes them: `loads.quiet.phases[0].rate`. */
export function keysText(path: KeyPath): string {
  return path
    .map((key, at) => {
      if (typeof key === 'number') return `[${key}]`;
      const text = String(key);
      if (!/^[\w$-]+$/.test(text)) return `[${JSON.stringify(text)}]`;
      return at === 0 ? text : `.${text}`;
    })
    .join('');
}

/** A module has been evaluated: what is left of its text are the keys. */
export const placeInModule =
  (file: string): PlaceOf =>
  (path) =>
    path.length === 0 ? file : `${file} (${keysText(path)})`;
