/** GitHub's Markdown, for pull requests and job summaries. Charts become their tables. */
import { markdownTable } from 'markdown-table';
import type { RunRecord } from '../../harness/model/record.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import { columnTitle, wholeCellText } from '../cell-text.ts';
import { compose, type Part } from '../compose.ts';
import type { Block, Passage, Statement, Table } from '../document.ts';
import type { Format, FormatOptions } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { verdictMarks } from '../verdict-text.ts';

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  const { title, parts } = compose(records, { names: options.sections, depth: 'all' });
  const pieces = [`# ${escaped(title)}`, ...parts.flatMap(partPieces)];
  return `${pieces.join('\n\n')}\n`;
}

function partPieces({ depth, name, passage }: Part): string[] {
  const body = passage.blocks.flatMap((block) => blockPieces(block, passage));
  // The first statement of the verdict is its finding already.
  const finding = name === 'verdict' && body.length > 0 ? [] : [escaped(passage.finding)];
  const heading = escaped(passage.heading);
  if (depth === 'answer') return [`## ${heading}`, ...finding, ...body];
  return folded(heading, [...finding, ...body]);
}

/** GitHub folds `<details>`; a blank line after the summary makes it read Markdown again. */
function folded(summary: string, body: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, ...body, '</details>'];
}

function blockPieces(block: Block, passage: Passage): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.tone === 'caveat' ? `> ${escaped(block.text)}` : escaped(block.text)];
    case 'statement':
      return [statementText(block)];
    case 'subheading':
      return [`### ${escaped(block.text)}`];
    case 'table':
      return [`**${escaped(block.caption)}**`, tableText(block)];
    case 'chart': {
      const title = block.title === passage.finding ? [] : [escaped(block.title)];
      return block.data === 'beside' ? title : [...title, tableText(block.data)];
    }
    case 'picture':
      return [escaped(block.text)];
    case 'code':
      return [codeText(block.text)];
    case 'terms':
      return [
        block.items.map(({ term, text }) => `- **${escaped(term)}**: ${escaped(text)}`).join('\n'),
      ];
    case 'marks':
      return [
        block.items
          .map(({ verdict, text }) => `${verdictMarks[verdict].icon} ${escaped(text)}`)
          .join(' · '),
      ];
    case 'records':
      return [];
    case 'details':
      return folded(
        escaped(block.summary),
        block.blocks.flatMap((inner) => blockPieces(inner, passage)),
      );
    default:
      return unreachable(block);
  }
}

function statementText({ verdict, lead, text, advice }: Statement): string {
  const { icon } = verdictMarks[verdict];
  const more = advice ? ` *${escaped(advice)}*` : '';
  return `${icon} **${escaped(lead)}** ${escaped(text)}${more}`;
}

function tableText({ columns, rows }: Table): string {
  const head = columns.map((column) => escaped(columnTitle(column, columns)));
  const body = rows.map(({ cells }) =>
    columns.map(({ unit }, index) => {
      const cell = cells[index];
      return cell ? escaped(wholeCellText(cell, unit)) : '';
    }),
  );
  const align = columns.map(({ unit }) => (unit === 'text' || unit === 'verdict' ? 'l' : 'r'));
  return markdownTable([head, ...body], { align });
}

/** A fence longer than any run of backticks within. */
function codeText(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}\n${text}\n${fence}`;
}

/** What Markdown or HTML would act on; an underscore within a word is none of it. */
const markup = /[&<>\\`*[\]|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^\s*[-+=](?=\s|=)/gu;

/**
 * Makes text mean nothing but itself in GitHub's Markdown, also within HTML there: what has a
 * meaning becomes an entity. Mentions and issue links are found after entities are resolved, so
 * those are parted by a space of no width.
 */
function escaped(text: string): string {
  return plainText(text)
    .replace(markup, (character) => `&#${character.codePointAt(0)};`)
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/(?<!&)#(?=\d)/g, '#\u200b');
}

export const md = {
  name: 'md',
  about: 'Markdown for pull requests, job summaries and notes',
  extension: 'md',
  render,
} as const satisfies Format;
