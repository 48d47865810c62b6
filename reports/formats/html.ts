import type { RunRecord } from '../../harness/model/record.ts';
import { compose } from '../compose.ts';
import type { Format, FormatOptions } from '../format.ts';
import { pageText } from '../page/page.ts';

function render(records: readonly RunRecord[], options: FormatOptions = {}): string {
  return pageText(records, compose(records, { names: options.sections, depth: 'all' }));
}

export const html = {
  name: 'html',
  about: 'one page with charts, which works offline and without scripts',
  extension: 'html',
  render,
} as const satisfies Format;
