import ts from 'typescript';
import { type Complaint, lineAt, lineOf, type Rule, type SourceFile } from './source-file.ts';

/** Everybody builds on these, so each thing they export says what it is. */
export const documentedFolders = ['harness/model/', 'harness/stats/', 'harness/arrivals/'] as const;

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);

/** What a statement declares. Re-exports are documented where they come from. */
function namesOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ');
  }
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return named ? (statement.name?.text ?? 'default') : '';
}

function hasDocComment(file: SourceFile, statement: ts.Statement): boolean {
  const comments = ts.getLeadingCommentRanges(file.text, statement.pos) ?? [];
  return comments.some(({ pos }) => file.text.startsWith('/**', pos));
}

/** Constants that follow each other without a blank line share the comment of the first. */
function continuesGroup(file: SourceFile, statement: ts.Statement, before: ts.Statement): boolean {
  return (
    ts.isVariableStatement(statement) &&
    ts.isVariableStatement(before) &&
    lineOf(file, statement) === lineAt(file, before.end) + 1
  );
}

function undocumented(file: SourceFile): Complaint[] {
  const found: Complaint[] = [];
  let before: ts.Statement | undefined;
  let documented = false;
  for (const statement of file.tree.statements) {
    const inGroup = before !== undefined && continuesGroup(file, statement, before);
    documented = hasDocComment(file, statement) || (inGroup && documented);
    before = statement;
    const names = isExported(statement) ? namesOf(statement) : '';
    if (names === '' || documented) continue;
    const message = `${names} has no doc comment; say what it is, with its unit and its errors`;
    found.push({ path: file.path, line: lineOf(file, statement), message });
  }
  return found;
}

export const docComments: Rule = (files) =>
  files
    .filter(({ path }) => documentedFolders.some((folder) => path.startsWith(folder)))
    .flatMap(undocumented);
