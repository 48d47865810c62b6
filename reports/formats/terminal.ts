/** Aligned tables for a terminal of a given width: the answer, without charts and details. */
import CliTable from 'cli-table3';
import type { RunRecord } from '../../harness/model/record.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import { besideCellText, cellText, columnTitle, wholeCellText } from '../cell-text.ts';
import { compose, type Part } from '../compose.ts';
import type { Block, Statement, Table } from '../document.ts';
import type { Format, FormatOptions } from '../format.ts';
import { noPaint, type Paint } from '../paint.ts';
import { percentileBars } from '../percentile-bars.ts';
import { plainText } from '../plain-text.ts';
import { readRecords } from '../reading.ts';
import { isVerdict, verdictMarks } from '../verdict-text.ts';

const WIDTH = 100;
/** Narrower than this, everything is written as if it were so wide. */
const WIDTH_MIN = 60;
/** The widest figure: `— (n=22,453; needs ≥ 50,000)`. */
const FIGURE_WIDTH = 28;
const BETWEEN = 2;

interface Writer {
  readonly width: number;
  readonly paint: Paint;
  /** Whether what other formats fold away is written too. */
  readonly unfolds: boolean;
}

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  const { sections, width = WIDTH, paint = noPaint } = options;
  // Whoever asks for a section by name wants all of it.
  const unfolds = sections !== undefined;
  const writer = { width: Math.max(WIDTH_MIN, width), paint, unfolds };
  const { title, parts } = compose(records, { names: sections, depth: 'answer' });
  const pieces = [
    paint(wrapped(title, writer), 'heading'),
    ...parts.flatMap((part) => partPieces(part, writer)),
    ...(unfolds ? [] : barPieces(records, writer)),
  ];
  return `${pieces.join('\n\n')}\n`;
}

/** The shape of what was measured, at the end, where the reader's eyes are. */
function barPieces(records: readonly RunRecord[], writer: Writer): string[] {
  const { width, paint } = writer;
  const bars = percentileBars(readRecords(records).conditions, width);
  if (bars === '') return [];
  return bars.split('\n\n').map((block) => {
    const [heading = '', ...lines] = block.split('\n');
    return [paint(wrapped(heading, writer), 'faint'), ...lines].join('\n');
  });
}

function partPieces({ name, passage }: Part, writer: Writer): string[] {
  const body = passage.blocks.flatMap((block) => blockPieces(block, writer));
  // The verdict is the first thing there is to see; its heading would only be in the way.
  if (name === 'verdict' && body.length > 0) return body;
  const heading = writer.paint(plainText(passage.heading), 'heading');
  return [`${heading}\n${wrapped(passage.finding, writer)}`, ...body];
}

function blockPieces(block: Block, writer: Writer): string[] {
  switch (block.kind) {
    case 'paragraph': {
      const text = wrapped(block.text, writer);
      return [block.tone === 'caveat' ? text : writer.paint(text, 'faint')];
    }
    case 'statement':
      return [statementText(block, writer)];
    case 'subheading':
      return [writer.paint(wrapped(block.text, writer), 'heading')];
    case 'table':
      return [`${wrapped(block.caption, writer)}\n${tableText(block, writer)}`];
    case 'chart':
      return block.data === 'beside' ? [] : blockPieces(block.data, writer);
    case 'picture':
      return [wrapped(block.text, writer)];
    case 'code':
      // Copied text must stay whole, so it is not wrapped; only what a terminal would obey goes.
      return [
        block.text
          .split('\n')
          .map((line) => `  ${plainText(line)}`)
          .join('\n'),
      ];
    case 'terms':
      return [block.items.map(({ term, text }) => wrapped(`${term}: ${text}`, writer)).join('\n')];
    case 'marks': {
      const marks = block.items.map(({ verdict, text }) => {
        return `${verdictMarks[verdict].icon} ${plainText(text)}`;
      });
      return [wrapped(marks.join('   '), writer)];
    }
    case 'records':
      return [];
    case 'details': {
      if (!block.open && !writer.unfolds) return [];
      const summary = writer.paint(wrapped(block.summary, writer), 'heading');
      return [summary, ...block.blocks.flatMap((inner) => blockPieces(inner, writer))];
    }
    default:
      return unreachable(block);
  }
}

function statementText({ verdict, lead, text, advice }: Statement, writer: Writer): string {
  const mark = `${verdictMarks[verdict].icon} ${plainText(lead)}`;
  const whole = wrapped(`${mark}  ${text}${advice ? ` ${advice}` : ''}`, writer);
  return whole.startsWith(mark)
    ? `${writer.paint(mark, verdict)}${whole.slice(mark.length)}`
    : whole;
}

/** Breaks a text into lines between words. */
function wrapped(text: string, { width }: Writer): string {
  const table = new CliTable({
    chars: frameless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [width],
    wordWrap: true,
  });
  table.push([plainText(text)]);
  return trimmed(table.toString());
}

const trimmed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');

const frameless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' '.repeat(BETWEEN),
} as const;

interface TextColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly tones: readonly (string | undefined)[];
  readonly key: boolean;
  readonly width: number;
}

/** One table, or several below each other that repeat the key columns, if it is too wide. */
function tableText(table: Table, writer: Writer): string {
  const columns = textColumns(table, writer);
  const keys = namingColumns(columns.filter((column) => column.key));
  const pages: TextColumn[][] = [];
  let page: TextColumn[] = [];
  for (const column of columns) {
    if (page.length > 0 && widthOf([...page, column]) > writer.width) {
      pages.push(page);
      page = [...keys];
    }
    page.push(column);
  }
  pages.push(page);
  return pages.map((own) => pageText(own, writer)).join('\n\n');
}

const widthOf = (columns: readonly TextColumn[]): number =>
  columns.reduce((sum, column) => sum + column.width + BETWEEN, -BETWEEN);

/** The first key columns that are enough to tell all rows apart. */
function namingColumns(keys: readonly TextColumn[]): TextColumn[] {
  for (let count = 1; count < keys.length; count++) {
    const some = keys.slice(0, count);
    const names = (some[0]?.cells ?? []).map((_, row) => some.map(({ cells }) => cells[row]));
    if (new Set(names.map((name) => JSON.stringify(name))).size === names.length) return some;
  }
  return [...keys];
}

function textColumns({ columns, rows }: Table, writer: Writer): TextColumn[] {
  const natural = columns.map((column, index): TextColumn => {
    const { unit, key } = column;
    const values = rows.map((row) => row.cells[index] ?? { value: '' });
    // An interval stands below its figure, so that a table of them stays narrow.
    const cells = values.map((cell) =>
      cell.interval || (cell.note && cell.value !== null && unit !== 'count')
        ? `${plainText(cellText(cell, unit))}\n${plainText(besideCellText(cell, unit))}`
        : plainText(wholeCellText(cell, unit)),
    );
    const head = plainText(columnTitle(column, columns));
    return {
      head,
      align: unit === 'text' || unit === 'verdict' ? 'left' : 'right',
      cells,
      tones: values.map(({ value }) => (typeof value === 'string' ? value : undefined)),
      key,
      width: Math.max(
        head.length,
        ...cells.flatMap((cell) => cell.split('\n').map((line) => line.length)),
      ),
    };
  });
  // Wider texts are broken into lines, the widest first.
  const keyCap = keyWidthMax(natural, writer);
  const textCap = Math.max(FIGURE_WIDTH, Math.floor(writer.width * 0.45));
  return natural.map((column) => ({
    ...column,
    width: Math.min(column.width, column.key ? keyCap : textCap),
  }));
}

/** How wide a key column may be, so that all of them and one figure stand beside each other. */
function keyWidthMax(columns: readonly TextColumn[], { width }: Writer): number {
  const widths = columns.filter(({ key }) => key).map((column) => column.width);
  const room = width - FIGURE_WIDTH - BETWEEN * widths.length;
  let cap = Math.max(0, ...widths);
  const taken = () => widths.reduce((sum, own) => sum + Math.min(own, cap), 0);
  while (taken() > room && cap > 1) cap--;
  return cap;
}

function pageText(columns: readonly TextColumn[], { width, paint }: Writer): string {
  const table = new CliTable({
    chars: frameless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: columns.map((column) => column.width),
    colAligns: columns.map(({ align }) => align),
    wordWrap: true,
  });
  table.push(columns.map(({ head }) => paint(head, 'heading')));
  const rows = columns[0]?.cells.length ?? 0;
  for (let row = 0; row < rows; row++) {
    table.push(
      columns.map(({ cells, tones }) => {
        const tone = tones[row];
        const cell = cells[row] ?? '';
        return tone !== undefined && isVerdict(tone) ? paint(cell, tone) : cell;
      }),
    );
  }
  const lines = trimmed(table.toString()).split('\n');
  const [head = '', ...body] = lines;
  return [head, '─'.repeat(Math.min(width, Math.max(0, widthOf(columns)))), ...body].join('\n');
}

export const terminal = {
  name: 'terminal',
  about: 'the answer in aligned tables, for a terminal',
  extension: 'txt',
  render,
} as const satisfies Format;
