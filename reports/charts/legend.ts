import type { LegendEntry } from './chart-spec.ts';
import { CHART_WIDTH_PX, textWidthPx } from './frame.ts';

/** Length of the piece of line in front of an entry's text. */
export const SAMPLE_PX = 28;
const BETWEEN_PX = 22;
/** Room for the tick labels left of where a legend starts. */
const LEFT_PX = 90;

export interface PlacedEntry {
  readonly entry: LegendEntry;
  /** From where the chart's frame starts. */
  readonly startPx: number;
}

/** Lays entries out in as many rows as they need. */
export function legendRows(entries: readonly LegendEntry[]): PlacedEntry[][] {
  const rows: PlacedEntry[][] = [];
  let startPx = 0;
  for (const entry of entries) {
    const widthPx = SAMPLE_PX + 6 + textWidthPx([entry.text]);
    const row = rows.at(-1);
    if (row !== undefined && startPx + widthPx <= CHART_WIDTH_PX - LEFT_PX) {
      row.push({ entry, startPx });
    } else {
      startPx = 0;
      rows.push([{ entry, startPx }]);
    }
    startPx += widthPx + BETWEEN_PX;
  }
  return rows;
}
