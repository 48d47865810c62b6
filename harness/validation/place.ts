/** Where in a user's file a value stands, for messages and for `steelyard config`. */
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';

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

/** The line of a key, or of the nearest thing around it that has one. */
export function placeInYaml(file: string, document: Document, lines: LineCounter): PlaceOf {
  return (path) => {
    for (let depth = path.length; depth > 0; depth--) {
      const key = path[depth - 1];
      const around =
        depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
      const pair = isMap(around)
        ? around.items.find(({ key: one }) => isScalar(one) && String(one.value) === key)
        : undefined;
      const node = pair === undefined ? document.getIn(path.slice(0, depth), true) : pair.key;
      if (isNode(node) && node.range) return `${file}:${lines.linePos(node.range[0]).line}`;
    }
    return `${file}:1`;
  };
}
