import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { ExitName } from '../model/exit-code.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { PlaceOf } from './place.ts';

/** What a user's file says, and where. */
export interface Written {
  readonly value: unknown;
  readonly placeOf: PlaceOf;
}

/**
 * Reads YAML, of which JSON is a part. `file` is how messages call it. Throws an error that names
 * the line.
 */
export function parseYamlText(text: string, file: string, exit: ExitName): Written {
  const lines = new LineCounter();
  // What it would warn of, the schema refuses in our words.
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error' });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    const [what = ''] = error.message.split('\n');
    const next = 'Mend the line; in YAML, indent by two spaces and put texts into quotes.';
    throw new HarnessError(exit, `${file}:${line}: ${what.replace(/:$/, '')}.`, next);
  }
  const placeOf = placeInYaml(file, document, lines);
  try {
    // An empty file, or one of comments alone, says nothing.
    const isEmpty = !isMap(document.contents) && document.toJS() === null;
    return { value: isEmpty ? {} : document.toJS(), placeOf };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new HarnessError(exit, `${file}: ${what}.`, 'Use fewer aliases, or none.');
  }
}

/** The line of a key, or of the nearest thing around it that has one. */
function placeInYaml(file: string, document: Document, lines: LineCounter): PlaceOf {
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
