import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { type Complaint, type Rule, type SourceFile, visit } from './source-file.ts';

/** Files that are started or imported from outside: by npm, by Node.js, by a user's project. */
const isProductEntry = (path: string): boolean =>
  path === 'harness/index.ts' ||
  path === 'harness/cli/main.ts' ||
  path.startsWith('harness/entries/');

/** Files that tap or a person runs. */
const isTestEntry = (path: string): boolean => /\.test\.ts$|^test\/(bench|docs)\//.test(path);

/**
 * The files that a file names by a relative path: in imports, and where it starts a thread or a
 * process, with either extension or none.
 */
function named({ path, tree }: SourceFile): string[] {
  const paths: string[] = [];
  visit(tree, (node) => {
    if (!ts.isStringLiteralLike(node) || !/^\.\.?\//.test(node.text)) return;
    paths.push(`${join(dirname(path), node.text).replace(/\.[jt]s$/, '')}.ts`);
  });
  return paths;
}

/** All files that the entries name, directly or through others. */
function reachable(files: readonly SourceFile[], isEntry: (path: string) => boolean): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const waiting = files.filter(({ path }) => isEntry(path));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file.path)) continue;
    seen.add(file.path);
    waiting.push(...named(file).flatMap((path) => byPath.get(path) ?? []));
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
