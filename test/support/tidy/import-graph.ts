import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { lineOf, type SourceFile, visit } from './source-file.ts';

export interface Import {
  readonly from: SourceFile;
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** The path of the file that it means; undefined for packages and for Node's own modules. */
  readonly to: string | undefined;
}

/** The text in quotes that a node imports, if it is an import of any kind. */
function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    const specifier = node.moduleSpecifier;
    return specifier && ts.isStringLiteralLike(specifier) ? specifier : undefined;
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return ts.isStringLiteralLike(node.argument.literal) ? node.argument.literal : undefined;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [first] = node.arguments;
    return first && ts.isStringLiteralLike(first) ? first : undefined;
  }
  return undefined;
}

/** Imports of values and of types, re-exports, `import('…')` as a type and as a call. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  visit(file.tree, (node) => {
    const literal = specifierOf(node);
    if (literal === undefined) return;
    const specifier = literal.text;
    const to = specifier.startsWith('.') ? join(dirname(file.path), specifier) : undefined;
    found.push({ from: file, line: lineOf(file, node), specifier, to });
  });
  return found;
}
