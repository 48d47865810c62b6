import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** One source file, parsed once for all rules. */
export interface SourceFile {
  /** From the root of the tree, with `/` between folders. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly tree: ts.SourceFile;
}

/** One place where a house rule does not hold, and what to do about it. */
export interface Complaint {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A house rule. It sees all files at once: some rules are about how files hang together. */
export type Rule = (files: readonly SourceFile[]) => readonly Complaint[];

export function sourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, text, lines: text.split('\n'), tree };
}

/** The folders that hold our TypeScript; `tsconfig.json` compiles the same. */
export const sourceFolders = ['harness', 'targets', 'scenarios', 'reports', 'test'] as const;

/** Every source file of the tree at `root`, in the order of their paths. */
export function readTree(root: string): SourceFile[] {
  return sourceFolders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')));
}

/** The folder of `package.json`, upwards from here: tests run from the compiled tree within it. */
export function treeRoot(): string {
  for (let dir = import.meta.dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const names = readdirSync(dir);
    if (names.includes('package.json') && names.includes('tsconfig.json')) return dir;
  }
  throw new Error('no folder with package.json and tsconfig.json above the tests');
}

/** The line that a node starts on, from 1, without the comments in front of it. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}

/** The line of a position in the text, from 1. */
export function lineAt(file: SourceFile, position: number): number {
  return file.tree.getLineAndCharacterOfPosition(position).line + 1;
}

/** Visits a node and everything within it. */
export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}
