import { basename } from 'node:path/posix';
import ts from 'typescript';
import { type Complaint, lineOf, type Rule, visit } from './source-file.ts';

interface BannedText {
  readonly pattern: RegExp;
  readonly message: string;
}

/** Spelt in two halves, so that this file does not complain about itself. */
const spelt = (...halves: readonly string[]): string => halves.join('');

/** Marks of unfinished work and of silenced checks. */
const bannedTexts: readonly BannedText[] = [
  {
    pattern: new RegExp(`\\b(${spelt('TO', 'DO')}|${spelt('FIX', 'ME')}|${spelt('XX', 'X')})\\b`),
    message: 'unfinished work is not committed; finish it or leave it out',
  },
  {
    pattern: new RegExp(
      spelt('biome-', 'ignore|eslint-', 'disable|@ts-', '(ignore|expect-error|nocheck)'),
    ),
    message: 'a check is silenced; change the code instead',
  },
  {
    pattern: new RegExp(spelt('(c8|istanbul|v8) ', 'ignore')),
    message: 'coverage is silenced; test the code or delete it',
  },
];

export const bannedWords: Rule = (files) =>
  files.flatMap(({ path, lines }) =>
    lines.flatMap((text, index) =>
      bannedTexts
        .filter(({ pattern }) => pattern.test(text))
        .map(({ message }): Complaint => ({ path, line: index + 1, message })),
    ),
  );

/** What the syntax tree shows and a search of the text would miss or mistake. */
export const bannedSyntax: Rule = (files) =>
  files.flatMap((file) => {
    const found: Complaint[] = [];
    visit(file.tree, (node) => {
      const message = complaintAbout(node);
      if (message) found.push({ path: file.path, line: lineOf(file, node), message });
    });
    return found;
  });

function complaintAbout(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any` switches types off; use `unknown`';
  if (ts.isNonNullExpression(node)) return '`!` claims what the compiler cannot see; test for it';
  if (ts.isEnumDeclaration(node)) return 'an enum cannot be erased; use a union of strings';
  const only = ts.isPropertyAccessExpression(node) && node.name.text === 'only';
  if (only && ts.isCallExpression(node.parent) && node.parent.expression === node) {
    return 'runs this test only; take `only` away';
  }
  return undefined;
}

const vagueNames = /^(utils?|helpers?|common|misc|shared|stuff|lib)(\.|$)/;

/** Files are named as the one noun in them; these are names of drawers. */
export const fileNames: Rule = (files) =>
  files.flatMap(({ path }): Complaint[] => {
    const vague = [...path.split('/').slice(0, -1), basename(path)].find((part) =>
      vagueNames.test(part),
    );
    if (vague !== undefined) {
      return [{ path, line: 1, message: `"${vague}" says nothing; name it as the noun in it` }];
    }
    if (/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(basename(path))) return [];
    return [{ path, line: 1, message: 'file names are lower case words with dashes between' }];
  });
