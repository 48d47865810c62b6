/** A contrast in words, the same in the answer and in every report. */
import { formatShare } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import { BLOCKS_MIN, type Contrast } from './contrast.ts';
import { timesText } from './wording.ts';

/** `1.57 × [1.50, 1.64]`, `≥ 3.00 ×`, or a dash. */
export function ratioText({ ratio, low, high, bound }: Contrast): string {
  if (ratio === null) return '—';
  if (bound === 'unknown') return 'no ratio';
  if (bound !== 'exact') return `${bound === 'at-least' ? '≥' : '≤'} ${timesText(ratio)}`;
  if (low === null || high === null) return timesText(ratio);
  // As many digits as it takes to tell the ends apart, and to keep an end off 1 that is not 1.
  const digits = high / low < 1.02 ? 3 : 2;
  const write = (value: number): string =>
    value < 10 ? value.toFixed(digits) : value.toPrecision(3);
  return `${write(ratio)} × [${write(low)}, ${write(high)}]`;
}

/** What is said of it: `worse`, `alike within 5 %`, or why nothing is said. */
export function stateText(one: Contrast, margin: number): string {
  switch (one.state) {
    case 'better':
    case 'worse':
      return one.state;
    case 'alike':
      return `alike within ${formatShare(margin)}`;
    case 'undecided':
      return `undecided: ${whyText(one)}`;
    default:
      return unreachable(one.state);
  }
}

function whyText({ samples, more, bound, ratio }: Contrast): string {
  if (ratio === null) return 'one of them has no figure';
  if (bound !== 'exact') return 'too many requests got no right answer';
  if (samples < BLOCKS_MIN) return `it takes ${BLOCKS_MIN} blocks at least`;
  if (more === null) return 'more than 1,000 further blocks would hardly decide';
  return `about ${more} more block${more === 1 ? '' : 's'} would decide`;
}
