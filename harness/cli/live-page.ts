/** `--live`: the session on a page while it goes on. */
import type { Observer } from '../model/progress.ts';
import type { RunRecord } from '../model/record.ts';
import { readError } from './error-text.ts';

/** A port, or `true` for any that is free; absent where no page is wished for. */
export type LiveOption = number | true | undefined;

/** What the page is about. */
export interface LiveSubject {
  readonly command: string;
  readonly targets: readonly { readonly name: string }[];
  readonly outDir: string;
}

/**
 * Does work that makes a record, and shows it on a page meanwhile where that is wished for. The
 * page then becomes the report; or it says why there is none, and the error is thrown on.
 */
export async function onLivePage(
  live: LiveOption,
  { command, targets, outDir }: LiveSubject,
  work: (page: Observer | undefined) => Promise<RunRecord>,
): Promise<RunRecord> {
  if (live === undefined) return work(undefined);
  // Loaded here and not before: it takes the charts along, and few commands want a page.
  const { startLivePage } = await import('../live/live-page.ts');
  const title = `steelyard ${command}: ${targets.map(({ name }) => name).join(', ')}`;
  const page = await startLivePage(live === true ? 0 : live, { title, outDir });
  process.stderr.write(`live: ${page.url}\n`);
  let record: RunRecord;
  try {
    record = await work(page.observer);
  } catch (error) {
    await page.fail(readError(error)?.message ?? String(error));
    throw error;
  }
  await page.turnInto([record]);
  return record;
}
