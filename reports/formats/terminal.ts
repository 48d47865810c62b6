/** Aligned tables for a terminal of a given width: the answer, without charts and details. */
import type { RunRecord } from '../../harness/model/record.ts';
import { unreachable } from '../../harness/model/unreachable.ts';
import { compose, type Part } from '../compose.ts';
import type { Block, Statement, Table } from '../document.ts';
import type { Format, FormatOptions } from '../format.ts';
import { noPaint, type Paint } from '../paint.ts';
import { percentileBars } from '../percentile-bars.ts';
import { percentileStrips } from '../percentile-strips.ts';
import { plainTable } from '../plain-table.ts';
import { plainText } from '../plain-text.ts';
import { readRecords } from '../reading.ts';
import { tableText } from '../text-table.ts';
import { verdictMarks } from '../verdict-text.ts';

const WIDTH = 100;
/** Narrower than this, everything is written as if it were so wide. */
const WIDTH_MIN = 40;

interface Writer {
  readonly width: number;
  readonly paint: Paint;
  /** Whether what other formats fold away is written too, and how to read it. */
  readonly unfolds: boolean;
  /** What the verdict's section says already, and others need not say again. */
  readonly told: readonly string[];
}

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  const { sections, width = WIDTH, paint = noPaint } = options;
  // Whoever asks for a section by name wants all of it.
  const unfolds = sections !== undefined;
  const findings = unfolds ? [] : records.flatMap((record) => record.findings);
  const told = findings.map(({ claim }) => plainText(claim));
  const writer = { width: Math.max(WIDTH_MIN, width), paint, unfolds, told };
  const { title, parts } = compose(records, { names: sections, depth: 'answer' });
  const pieces = [
    paint(wrapped(title, writer), 'heading'),
    ...parts.flatMap((part) => partPieces(part, writer)),
    ...(unfolds ? [] : plotPieces(records, writer)),
  ];
  return `${pieces.join('\n\n')}\n`;
}

/** The answers alone, for the end of a text whose beginning has gone out of sight. */
export function answersText(
  records: readonly RunRecord[],
  { width = WIDTH, paint = noPaint }: FormatOptions = {},
): string {
  const writer = { width: Math.max(WIDTH_MIN, width), paint, unfolds: false, told: [] };
  const { parts } = compose(records, { names: ['verdict'], depth: 'answer' });
  const banners = parts
    .flatMap(({ passage }) => passage.blocks)
    .filter((block) => block.kind === 'statement' && block.size === 'banner');
  return banners.flatMap((block) => blockPieces(block, writer)).join('\n');
}

/** How to read the figures, and their shape, at the end, where the reader's eyes are. */
function plotPieces(records: readonly RunRecord[], writer: Writer): string[] {
  const { width, paint } = writer;
  const { conditions } = readRecords(records);
  const [first, ...others] = conditions;
  if (first === undefined) return [];
  const [heading, ...lines] =
    others.length > 0 ? percentileStrips(conditions, width) : percentileBars(first, width);
  const how = paint(wrapped(HOW_TO_READ, writer), 'faint');
  if (heading === undefined) return [how];
  return [how, [paint(wrapped(heading, writer), 'faint'), ...lines].join('\n')];
}

const HOW_TO_READ =
  'In brackets: 95 % intervals. —: too few requests for that figure, n of those needed. ' +
  'Response runs from when a request was due, service from when it was sent, to the end of its ' +
  'answer; lag is the difference.';

function partPieces({ name, passage }: Part, writer: Writer): string[] {
  const body = passage.blocks.flatMap((block) => blockPieces(block, writer));
  // The verdict is the first thing there is to see; its heading would only be in the way.
  if (name === 'verdict' && body.length > 0) return body;
  const heading = writer.paint(plainText(passage.heading), 'heading');
  const finding = untold(passage.finding, writer);
  return [finding === '' ? heading : `${heading}\n${wrapped(finding, writer)}`, ...body];
}

/** A text without what was told before; the load and the like in front of it stay. */
function untold(text: string, { told }: Writer): string {
  const left = told.reduce((rest, claim) => rest.replace(claim, ''), plainText(text));
  return left.replaceAll(/\s+/g, ' ').replace(/: *$/, '.').trim();
}

function blockPieces(block: Block, writer: Writer): string[] {
  switch (block.kind) {
    case 'paragraph': {
      const isCaveat = block.tone === 'caveat';
      const isTold = writer.told.some((claim) => plainText(block.text).includes(claim));
      if (!writer.unfolds && (!isCaveat || isTold)) return [];
      const text = wrapped(block.text, writer);
      return [isCaveat ? text : writer.paint(text, 'faint')];
    }
    case 'statement':
      return [statementText(block, writer)];
    case 'subheading':
      return [writer.paint(wrapped(block.text, writer), 'heading')];
    case 'table':
      return [tablePiece(block, writer)];
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

function tablePiece(table: Table, writer: Writer): string {
  const caption = wrapped(table.caption, writer);
  return `${caption}\n${tableText(table, { ...writer, shortens: !writer.unfolds })}`;
}

function statementText({ verdict, lead, text, advice }: Statement, writer: Writer): string {
  const mark = `${verdictMarks[verdict].icon} ${plainText(lead)}`;
  const whole = wrapped(`${mark}  ${text}${advice ? ` ${advice}` : ''}`, writer);
  return whole.startsWith(mark)
    ? `${writer.paint(mark, verdict)}${whole.slice(mark.length)}`
    : whole;
}

/** Breaks a text into lines between words. */
const wrapped = (text: string, { width }: Writer): string =>
  plainTable([[plainText(text)]], [width]);

export const terminal = {
  name: 'terminal',
  about: 'the answer in aligned tables, for a terminal',
  extension: 'txt',
  render,
} as const satisfies Format;
