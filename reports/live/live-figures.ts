import type { Progress } from '../../harness/model/progress.ts';
import { formatCount, formatRate } from '../../harness/model/units.ts';
import { failuresText, healthText, keepsUp, latencyText } from './live-text.ts';

interface FigureItem {
  readonly term: string;
  readonly text: string;
  /** How it is shown; as a figure among others when absent. */
  readonly kind?: 'wide' | 'wide late';
}

/** What the last second was like, one item a figure. */
export function figureItems(progress: Progress): readonly FigureItem[] {
  const { offeredPerSecond, completedPerSecond, inFlight, waiting } = progress;
  return [
    ...(offeredPerSecond === null ? [] : [{ term: 'offered', text: formatRate(offeredPerSecond) }]),
    { term: 'answered', text: formatRate(completedPerSecond) },
    { term: 'response p50', text: latencyText(progress.responseNsP50) },
    { term: 'response p99', text: latencyText(progress.responseNsP99) },
    { term: 'response max', text: latencyText(progress.responseNsMax) },
    { term: 'in flight', text: formatCount(inFlight) },
    { term: 'waiting to be sent', text: formatCount(waiting) },
    { term: 'errors since the start', text: failuresText(progress), kind: 'wide' },
    {
      term: 'the harness itself',
      text: healthText(progress),
      kind: keepsUp(progress) ? 'wide' : 'wide late',
    },
  ];
}
