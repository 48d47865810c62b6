/** An answer as checks, captures and functions see it: taken apart as far as they ask. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { CheckedAnswer } from '../../model/scenario-function.ts';
import type { RawAnswer } from './encoded-request.ts';

/** Text out of a decoded body; bytes that are no UTF-8 become U+FFFD. */
const textOf = (body: Buffer): string => body.toString('utf8');

export class WholeAnswer implements CheckedAnswer {
  readonly status: number;
  readonly #raw: RawAnswer;
  #headers: Readonly<Record<string, string>> | undefined;
  #body: Buffer | undefined;
  #text: string | undefined;
  #json: { readonly value: unknown } | undefined;

  constructor(raw: RawAnswer) {
    this.#raw = raw;
    this.status = raw.status;
  }

  /** The fields of a name, in whatever case, in their order. */
  all(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    return this.#fields()
      .filter(([key]) => key === wanted)
      .map(([, value]) => value);
  }

  #fields(): (readonly [string, string])[] {
    return this.#raw.head.split('\n').flatMap((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) return [];
      return [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
    });
  }

  get headers(): Readonly<Record<string, string>> {
    if (this.#headers) return this.#headers;
    const joined = new Map<string, string>();
    for (const [name, value] of this.#fields()) {
      const before = joined.get(name);
      joined.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    this.#headers = Object.fromEntries(joined);
    return this.#headers;
  }

  /** Without its content coding. A coding that is not known is left on. */
  get body(): Buffer {
    this.#body ??= decoded(this.#raw.body, this.all('content-encoding').join(','));
    return this.#body;
  }

  get text(): string {
    this.#text ??= textOf(this.body);
    return this.#text;
  }

  json(): unknown {
    this.#json ??= { value: JSON.parse(this.text) };
    return this.#json.value;
  }
}

function decoded(body: Buffer, coding: string): Buffer {
  try {
    switch (coding.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body);
      case 'deflate':
        return inflateSync(body);
      case 'br':
        return brotliDecompressSync(body);
      default:
        return body;
    }
  } catch {
    // A body that is not what its header says is compared as it came.
    return body;
  }
}
