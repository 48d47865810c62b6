/** Text in aligned columns, for terminals. */
import CliTable from 'cli-table3';

/** Spaces between two columns. */
export const BETWEEN = 2;

/**
 * A table without frame and padding. Where widths are given, texts are broken between words. The
 * one file that knows the library for it.
 */
export function plainTable(
  rows: readonly (readonly string[])[],
  widths: readonly number[] = [],
  aligns: readonly ('left' | 'right')[] = [],
): string {
  const table = new CliTable({
    chars: frameless,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: [...aligns],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

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
