import type { Named } from '../harness/model/registry.ts';
import type { Passage } from './document.ts';
import type { Reading } from './reading.ts';

/** What to say. One file in `sections/` is one of these; it is pure. */
export interface Section extends Named {
  /**
   * `answer` for what every reader needs; `detail` for what short formats leave out and long ones
   * fold away.
   */
  readonly depth: 'answer' | 'detail';
  /** The section's passage, or undefined when these records give it nothing to say. */
  read(reading: Reading): Passage | undefined;
}
