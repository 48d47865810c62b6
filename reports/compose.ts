import type { RunRecord } from '../harness/model/record.ts';
import { lookUp } from '../harness/model/registry.ts';
import type { Passage } from './document.ts';
import { readRecords } from './reading.ts';
import type { Section } from './section.ts';
import { sections } from './sections/index.ts';

/** A whole report, before it is written. */
export interface Composition {
  readonly title: string;
  readonly parts: readonly Part[];
}

export interface Part {
  /** The section's name; also what links lead to. */
  readonly name: string;
  readonly depth: Section['depth'];
  readonly passage: Passage;
}

/**
 * What there is to say of some records. `names` chooses sections, in the order of the report; all
 * those of `depth` when absent. Throws a usage error for a name that is no section's.
 */
export function compose(
  records: readonly RunRecord[],
  choice: {
    readonly names: readonly string[] | undefined;
    readonly depth: 'answer' | 'all';
  },
): Composition {
  const { names, depth } = choice;
  for (const name of names ?? []) lookUp('section', sections, name);
  const chosen = sections.filter((section) =>
    names ? names.includes(section.name) : depth === 'all' || section.depth === 'answer',
  );
  const reading = readRecords(records);
  const parts = chosen.flatMap((section): Part[] => {
    const passage = section.read(reading);
    return passage ? [{ name: section.name, depth: section.depth, passage }] : [];
  });
  return { title: titleOf(records), parts };
}

function titleOf(records: readonly RunRecord[]): string {
  const [first] = records;
  if (first === undefined) return 'Empty report';
  const commands = [...new Set(records.map(({ tool, command }) => `${tool.name} ${command}`))];
  const targets = [...new Set(records.flatMap(({ trials }) => trials.map(({ target }) => target)))];
  const of = targets.length > 0 ? `: ${targets.join(', ')}` : '';
  return `${commands.join(', ')}${of}`;
}
