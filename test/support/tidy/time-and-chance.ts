import ts from 'typescript';
import { type Complaint, lineOf, type Rule, type SourceFile, visit } from './source-file.ts';

interface Ban {
  /** What may not be used, as it is written. */
  readonly names: readonly string[];
  /** What to use in its place. */
  readonly instead: string;
  /** Files and folders that may use it all the same: real time has to come from somewhere. */
  readonly allowed: readonly string[];
}

const clockFiles = ['clock', 'coarse-alarm', 'precise-alarm'].map(
  (name) => `harness/generator/${name}.ts`,
);
/** These wait for processes, sockets and people, and stamp records with dates. */
const realIo = [
  'harness/host/',
  'harness/session/',
  'harness/live/',
  'harness/cli/',
  'harness/entries/',
  'targets/',
];

/** Time comes from a `Clock` and chance from an `Rng`, so that tests can supply both. */
export const bans: readonly Ban[] = [
  {
    names: ['Math.random', 'randomBytes', 'randomInt', 'randomUUID', 'getRandomValues'],
    instead: 'a seeded Rng as an argument',
    allowed: [],
  },
  {
    names: ['Date.now', 'new Date', 'performance.now', 'performance.timeOrigin', 'hrtime'],
    instead: 'the nowNs() of a Clock as an argument',
    allowed: [...clockFiles, ...realIo, 'test/bench/', 'test/host/', 'test/targets/'],
  },
  {
    names: ['setTimeout', 'setInterval', 'setImmediate', 'node:timers', 'node:timers/promises'],
    instead: 'an Alarm of a Clock',
    allowed: [...clockFiles, ...realIo, 'test/'],
  },
];

/** What a node uses of the names above: `Date.now`, `new Date`, `setTimeout`, a module's name. */
function useOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    return `${node.expression.getText()}.${node.name.text}`;
  }
  if (ts.isNewExpression(node)) {
    // With an argument it reads a given time and not the clock.
    const now = node.expression.getText() === 'Date' && !node.arguments?.length;
    return now ? 'new Date' : undefined;
  }
  if (ts.isStringLiteralLike(node)) {
    return ts.isImportDeclaration(node.parent) ? node.text : undefined;
  }
  if (!ts.isIdentifier(node) || isOwnName(node)) return undefined;
  return node.text;
}

/** Whether an identifier only names a property or a thing of ours, as in `{ performance: 1 }`. */
function isOwnName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    // Of Node's own modules the functions may be used through their object: crypto.randomUUID().
    return (
      parent.name === node &&
      !['crypto', 'process', 'globalThis'].includes(parent.expression.getText())
    );
  }
  const named =
    ts.isPropertySignature(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent);
  return named && parent.name === node;
}

function usesOf(file: SourceFile): { readonly name: string; readonly line: number }[] {
  const uses: { name: string; line: number }[] = [];
  visit(file.tree, (node) => {
    const name = useOf(node);
    if (name !== undefined) uses.push({ name, line: lineOf(file, node) });
  });
  return uses;
}

export const timeAndChance: Rule = (files) =>
  files.flatMap((file) =>
    usesOf(file).flatMap(({ name, line }): Complaint[] => {
      const ban = bans.find(({ names }) => names.includes(name));
      if (ban === undefined || ban.allowed.some((path) => file.path.startsWith(path))) return [];
      return [{ path: file.path, line, message: `${name} is banned; use ${ban.instead}` }];
    }),
  );
