import { importsOf } from './import-graph.ts';
import type { Complaint, Rule, SourceFile } from './source-file.ts';

/** Files that are started or imported from outside: by npm, by Node.js, by a user's project. */
const isProductEntry = (path: string): boolean =>
  path === 'harness/index.ts' ||
  path === 'harness/cli/main.ts' ||
  path.startsWith('harness/entries/');

/** Files that tap or a person runs. */
const isTestEntry = (path: string): boolean =>
  path.endsWith('.test.ts') || path.startsWith('test/bench/');

/** All files that the entries import, directly or through others. */
function reachable(files: readonly SourceFile[], isEntry: (path: string) => boolean): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const waiting = files.filter(({ path }) => isEntry(path));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    for (const { to } of importsOf(file)) {
      const next = to === undefined ? undefined : byPath.get(to);
      if (next) waiting.push(next);
    }
  }
  return seen;
}

/** A product file that only tests import is as dead as one that nobody imports. */
export const deadFiles: Rule = (files) => {
  const ofProduct = reachable(files, isProductEntry);
  const ofTests = reachable(files, (path) => isProductEntry(path) || isTestEntry(path));
  return files.flatMap(({ path }): Complaint[] => {
    const alive = path.startsWith('test/') ? ofTests : ofProduct;
    if (alive.has(path)) return [];
    const message = path.startsWith('test/')
      ? 'no test imports this file; delete it'
      : 'nothing in the product imports this file; delete it or list it';
    return [{ path, line: 1, message }];
  });
};
