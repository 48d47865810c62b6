import type { RunRecord } from '../../harness/model/record.ts';
import { compose } from '../compose.ts';
import type { Format, FormatOptions } from '../format.ts';
import { pageText, wholePage } from '../page/page.ts';

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  const composition = compose(records, { names: options.sections, depth: 'all' });
  // Some sections are no report, and do without.
  return options.sections === undefined
    ? wholePage(records, composition, options.pageBytesMax)
    : pageText(records, composition);
}

export const html = {
  name: 'html',
  about: 'one page with charts, which works offline and without scripts',
  extension: 'html',
  render,
} as const satisfies Format;
