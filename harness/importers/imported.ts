import { HarnessError } from '../model/harness-error.ts';
import type { Named } from '../model/registry.ts';
import type { HttpRequest, Json, Scenario, Step } from '../model/scenario.ts';
import { LETS_IN } from '../scenario/shown-scenario.ts';
import { literal } from '../scenario/template.ts';

/** One row of what was recorded. */
export type RecordedRow = Readonly<Record<string, string | number>>;

/** A scenario made of something else, as it is written to a file. */
export interface Imported {
  readonly scenario: Pick<Scenario, 'about' | 'steps' | 'operations' | 'data' | 'redirects'>;
  /** What its data `log` reads, where the recorded requests are to be sent again. */
  readonly rows?: readonly RecordedRow[];
  /** When the requests were sent, in seconds from the first; for `--replay`. */
  readonly timesSeconds?: readonly number[];
  /** What was left out or has to be looked at, one sentence each. */
  readonly notes: readonly string[];
}

/** What of the recorded times is kept. */
export const timings = ['none', 'think', 'replay'] as const;
/** `think`: the pauses between requests · `replay`: the arrivals themselves. */
export type Timing = (typeof timings)[number];

export interface ImportOptions {
  readonly timing: Timing;
  /** Recorded times are this much faster: 2 sends twice as much a second. */
  readonly factor: number;
  /** Only requests to this host; the first one's when absent. */
  readonly host?: string;
  /** What the rows are going to be called in the scenario. */
  readonly rowsFile: string;
}

/** A way to get a scenario out of a kind of file. */
export interface Importer extends Named {
  /** Throws a usage error that says what cannot be read. */
  read(text: string, options: ImportOptions): Imported;
}

/** For text that is not what it should be. */
export const unreadable = (what: string, next: string, cause?: unknown): HarnessError =>
  new HarnessError('usage', what, next, cause === undefined ? {} : { cause });

/** Header fields that a client makes itself, or that only meant something where they were sent. */
const OWN = new Set([
  ...['host', 'content-length', 'connection', 'accept-encoding', 'cookie', 'te', 'origin'],
  ...['proxy-connection', 'transfer-encoding', 'upgrade', 'keep-alive', 'referer', 'dnt'],
  ...['if-none-match', 'if-modified-since', 'cache-control', 'pragma', 'priority'],
]);

/**
 * The headers worth sending again. Whatever lets somebody in becomes a secret of the environment,
 * and is told in `notes`.
 */
export function keptHeaders(
  headers: readonly (readonly [string, string])[],
  notes: Set<string>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of headers) {
    const small = name.toLowerCase();
    if (small.startsWith(':') || small.startsWith('sec-') || OWN.has(small)) continue;
    if (!/^[\t -~]*$/.test(value)) continue;
    if (LETS_IN.test(small)) {
      const secret = small.toUpperCase().replaceAll('-', '_');
      kept[name] = `{{ secret.${secret} }}`;
      notes.add(`Set ${secret} in the environment: its recorded value was left out.`);
      continue;
    }
    kept[name] = literal(value);
  }
  return kept;
}

/** A value of which every text means itself. */
export function literalJson(value: Json): Json {
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(literalJson);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [literal(key), literalJson(inner)]),
  );
}

/** Gives each request a name of its own, numbered where several would have the same. */
export class Names {
  readonly #taken = new Map<string, number>();

  of(name: string): string {
    const count = (this.#taken.get(name) ?? 0) + 1;
    this.#taken.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  }
}

/** A recorded request that is sent again. */
export interface Recorded {
  readonly name: string;
  readonly request: HttpRequest;
  readonly atSeconds: number;
  /** Values that differ between requests of the same name. */
  readonly row: RecordedRow;
}

/** Sends what was recorded in its order and at its times: one arrival for each. */
export function replayOf(
  recorded: readonly Recorded[],
  { factor, rowsFile }: ImportOptions,
  notes: readonly string[],
): Imported {
  const byName = new Map(recorded.map(({ name, request }) => [name, request] as const));
  const steps = [...byName].map(
    ([name, request]): Step => ({
      when: { value: '{{ log.request }}', equals: name },
      steps: [{ name, request }],
    }),
  );
  const startSeconds = Math.min(...recorded.map(({ atSeconds }) => atSeconds));
  const sorted = [...recorded].sort((a, b) => a.atSeconds - b.atSeconds);
  return {
    scenario: {
      about: `${recorded.length} recorded requests, sent again`,
      data: { log: { file: rowsFile, order: 'sequential' } },
      steps,
    },
    rows: sorted.map(({ name, row }) => ({ request: name, ...row })),
    timesSeconds: sorted.map(({ atSeconds }) => (atSeconds - startSeconds) / factor),
    notes,
  };
}
