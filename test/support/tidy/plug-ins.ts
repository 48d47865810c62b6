import ts from 'typescript';
import { importsOf } from './import-graph.ts';
import { type Complaint, type Rule, type SourceFile, visit } from './source-file.ts';

/** Folders where a new file and a line in `index.ts` add something to the product. */
export const plugInFolders = [
  'targets',
  'targets/commands',
  'scenarios',
  'harness/protocols',
  'harness/importers',
  'harness/arrivals',
  'harness/experiments',
  'reports/sections',
  'reports/formats',
] as const;

/** The interfaces within `satisfies readonly X[]`, without type arguments. */
function listedInterfaces(index: SourceFile): string[] {
  const names: string[] = [];
  visit(index.tree, (node) => {
    if (!ts.isSatisfiesExpression(node)) return;
    visit(node.type, (part) => {
      if (ts.isTypeReferenceNode(part)) names.push(part.typeName.getText());
    });
  });
  return names;
}

/** The interfaces that the exported constants of a file are declared to satisfy. */
function exportedInterfaces(file: SourceFile): string[] {
  return file.tree.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    return statement.declarationList.declarations.flatMap(({ type, initializer }) => {
      const declared =
        initializer && ts.isSatisfiesExpression(initializer) ? initializer.type : type;
      return declared && ts.isTypeReferenceNode(declared) ? [declared.typeName.getText()] : [];
    });
  });
}

function complaintsOf(folder: string, files: readonly SourceFile[]): Complaint[] {
  const own = files.filter(({ path }) => path.startsWith(`${folder}/`));
  const index = own.find(({ path }) => path === `${folder}/index.ts`);
  if (index === undefined) {
    return [{ path: `${folder}/index.ts`, line: 1, message: 'missing; it lists the plug-ins' }];
  }
  const interfaces = listedInterfaces(index);
  if (interfaces.length === 0) {
    const message = 'needs one array literal `as const satisfies readonly X[]` that lists plug-ins';
    return [{ path: index.path, line: 1, message }];
  }
  const listed = importsOf(index).map(({ to }) => to);
  return own.flatMap((file): Complaint[] => {
    const plugIn = exportedInterfaces(file).find((name) => interfaces.includes(name));
    if (plugIn === undefined || listed.includes(file.path)) return [];
    const message = `exports a ${plugIn} that ${index.path} does not list; add a line there`;
    return [{ path: file.path, line: 1, message }];
  });
}

/** A plug-in that is not listed exists for nobody. */
export const plugIns: Rule = (files) =>
  plugInFolders.flatMap((folder) => complaintsOf(folder, files));
