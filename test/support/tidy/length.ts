import ts from 'typescript';
import { type Complaint, lineAt, lineOf, type Rule, visit } from './source-file.ts';

export const FILE_LINES_MAX = 300;
export const FUNCTION_LINES_MAX = 70;
export const LINE_COLUMNS_MAX = 100;

/** A file of more lines holds more than one noun. */
export const fileLength: Rule = (files) =>
  files.flatMap(({ path, text, lines }): Complaint[] => {
    const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
    if (count <= FILE_LINES_MAX) return [];
    const message = `${count} lines; split the file, ${FILE_LINES_MAX} are allowed`;
    return [{ path, line: FILE_LINES_MAX + 1, message }];
  });

/** Columns are counted as code points, as an editor does. */
export const lineLength: Rule = (files) =>
  files.flatMap(({ path, lines }) =>
    lines.flatMap((text, index): Complaint[] => {
      const columns = [...text].length;
      if (columns <= LINE_COLUMNS_MAX) return [];
      const message = `${columns} columns; break the line, ${LINE_COLUMNS_MAX} are allowed`;
      return [{ path, line: index + 1, message }];
    }),
  );

/** Functions, methods, accessors, constructors and arrows, each with everything within it. */
export const functionLength: Rule = (files) =>
  files.flatMap((file) => {
    const found: Complaint[] = [];
    visit(file.tree, (node) => {
      if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
      const first = lineOf(file, node);
      const count = lineAt(file, node.end) - first + 1;
      if (count <= FUNCTION_LINES_MAX) return;
      const message = `a function of ${count} lines; split it, ${FUNCTION_LINES_MAX} are allowed`;
      found.push({ path: file.path, line: first, message });
    });
    return found;
  });
