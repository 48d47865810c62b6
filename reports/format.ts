import type { RunRecord } from '../harness/model/record.ts';
import type { Named } from '../harness/model/registry.ts';
import type { Paint } from './paint.ts';

/** How to write. One file in `formats/` is one of these; it is pure. */
export interface Format extends Named {
  /** Of the file it belongs into, without the dot. */
  readonly extension: string;
  /** The report of one record, or of several beside each other. Ends with a line break. */
  render(records: readonly RunRecord[], options?: FormatOptions): string;
}

export interface FormatOptions {
  /** Names of the sections to write, all that the format has room for when absent. */
  readonly sections?: readonly string[];
  /** Columns of the terminal, 100 when absent. Only the terminal format has a width. */
  readonly width?: number;
  /** Bytes that a page may have with its records inside. Only the html format has them. */
  readonly pageBytesMax?: number;
  /** Colours for the terminal; none when absent. Only the terminal format has colours. */
  readonly paint?: Paint;
}
