/** A label and the height at which it would like to stand. */
export interface Placed {
  readonly text: string;
  readonly wishPx: number;
}

/**
 * Moves labels of one column apart until none overlaps another, keeping their order and staying as
 * near as can be to where they wish to stand. Labels that meet form a block around the mean of
 * their wishes (pool adjacent violators, Ayer et al. 1955), which is the least-squares placement.
 */
export function spreadLabels<Label extends Placed>(
  labels: readonly Label[],
  range: { readonly gapPx: number; readonly topPx: number; readonly bottomPx: number },
): (Label & { readonly atPx: number })[] {
  const sorted = [...labels].sort((a, b) => a.wishPx - b.wishPx);
  const blocks: { labels: Label[]; startPx: number }[] = [];
  const lengthPx = (count: number) => (count - 1) * range.gapPx;
  const settle = (block: { labels: Label[]; startPx: number }) => {
    const wishes = block.labels.reduce((sum, label, i) => sum + label.wishPx - i * range.gapPx, 0);
    const lowestPx = range.bottomPx - lengthPx(block.labels.length);
    block.startPx = Math.max(range.topPx, Math.min(lowestPx, wishes / block.labels.length));
  };
  for (const label of sorted) {
    let block = { labels: [label], startPx: label.wishPx };
    settle(block);
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      const endPx = last.startPx + lengthPx(last.labels.length);
      if (endPx + range.gapPx <= block.startPx) break;
      blocks.pop();
      block = { labels: [...last.labels, ...block.labels], startPx: 0 };
      settle(block);
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) =>
    block.labels.map((label, i) => ({ ...label, atPx: block.startPx + i * range.gapPx })),
  );
}
