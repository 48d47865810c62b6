import { importsOf } from './import-graph.ts';
import type { Complaint, Rule } from './source-file.ts';

interface Layer {
  /** The longest match counts. */
  readonly folder: string;
  readonly rank: number;
  /** The highest rank that may be imported, where it is not the one below. */
  readonly reach?: number;
}

/**
 * What may know of what: a file imports lower ranks and its own folder. The core, 0 to 3, is pure.
 * Targets, scenarios and reports are made of it alone, so that a report cannot start a server and a
 * target cannot read a record.
 */
export const layers: readonly Layer[] = [
  { folder: 'harness/model', rank: 0 },
  { folder: 'harness/stats', rank: 1 },
  { folder: 'harness/validation', rank: 1 },
  { folder: 'harness/arrivals', rank: 2 },
  { folder: 'harness/experiments', rank: 3 },
  { folder: 'harness/judge', rank: 3 },
  { folder: 'harness/scenario', rank: 3 },
  { folder: 'harness/protocols', rank: 4 },
  { folder: 'harness/importers', rank: 4 },
  { folder: 'harness/host', rank: 4 },
  { folder: 'harness/generator', rank: 5 },
  { folder: 'harness/session', rank: 6 },
  { folder: 'harness/doctor', rank: 7 },
  { folder: 'harness/config', rank: 7 },
  { folder: 'harness/history', rank: 7 },
  { folder: 'targets', rank: 7, reach: 3 },
  { folder: 'scenarios', rank: 7, reach: 3 },
  { folder: 'reports', rank: 7, reach: 3 },
  { folder: 'harness/live', rank: 8 },
  { folder: 'harness/entries', rank: 9 },
  { folder: 'harness/cli', rank: 9 },
  { folder: 'harness', rank: 9 },
  { folder: 'test', rank: 10 },
];

const layerOf = (path: string): Layer | undefined =>
  layers
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length)[0];

export const importRanks: Rule = (files) =>
  files.flatMap((file) => {
    const own = layerOf(file.path);
    if (own === undefined) {
      const message = 'a folder without an import rank; give it one in import-ranks.ts';
      return [{ path: file.path, line: 1, message }];
    }
    const reach = own.reach ?? own.rank - 1;
    return importsOf(file).flatMap(({ line, to, specifier }): Complaint[] => {
      const other = to === undefined ? undefined : layerOf(to);
      if (other === undefined || other === own || other.rank <= reach) return [];
      const message =
        `${own.folder} (rank ${own.rank}) imports '${specifier}' of ${other.folder} ` +
        `(rank ${other.rank}); it may import ranks 0 to ${reach} and its own folder`;
      return [{ path: file.path, line, message }];
    });
  });
