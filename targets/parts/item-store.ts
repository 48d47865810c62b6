/** The domain behind the HTTP targets: a collection of items. No framework and no HTTP in here. */

export interface Item {
  readonly id: number;
  readonly name: string;
  readonly priceCents: number;
}

/** What a client says of an item; its number is given here. */
export type ItemDraft = Omit<Item, 'id'>;

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Something a client asked for that the domain does not allow; the message says what it does. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

const SEEDED_ITEMS = 100;
/** A load test creates without end: from here on the oldest item that was created makes room. */
const ITEMS_MAX = 10_000;
const NAME_CHARACTERS_MAX = 100;
const PRICE_CENTS_MAX = 100_000_000;
const PAGE_MAX = 100;
const PAGE_DEFAULT: Page = { limit: 20, offset: 0 };

/**
 * Reads an item from a decoded body. Throws an `InvalidInput`; what is not asked for is left out.
 */
export function parseItem(body: object): ItemDraft {
  const { name, priceCents }: { readonly name?: unknown; readonly priceCents?: unknown } = body;
  if (typeof name !== 'string' || name.length < 1 || name.length > NAME_CHARACTERS_MAX) {
    throw new InvalidInput(`name must be a text of 1 to ${NAME_CHARACTERS_MAX} characters`);
  }
  if (
    typeof priceCents !== 'number' ||
    !Number.isInteger(priceCents) ||
    priceCents < 0 ||
    priceCents > PRICE_CENTS_MAX
  ) {
    throw new InvalidInput(`priceCents must be a whole number from 0 to ${PRICE_CENTS_MAX}`);
  }
  return { name, priceCents };
}

function wholeNumber(value: unknown): number {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
}

/** Reads `limit` and `offset` from a decoded query. Throws an `InvalidInput`. */
export function parsePage(query: { readonly limit?: unknown; readonly offset?: unknown }): Page {
  const limit = query.limit === undefined ? PAGE_DEFAULT.limit : wholeNumber(query.limit);
  const offset = query.offset === undefined ? PAGE_DEFAULT.offset : wholeNumber(query.offset);
  if (!(limit >= 1 && limit <= PAGE_MAX)) {
    throw new InvalidInput(`limit must be a whole number from 1 to ${PAGE_MAX}`);
  }
  if (Number.isNaN(offset)) throw new InvalidInput('offset must be a whole number from 0');
  return { limit, offset };
}

/** Items in memory, from the start with items 1 to 100. */
export class ItemStore {
  readonly #items = new Map<number, Item>();
  #lastId = 0;
  /** No created item has a lower number than this. */
  #oldestCreated = SEEDED_ITEMS + 1;

  constructor() {
    for (let id = 1; id <= SEEDED_ITEMS; id += 1) {
      this.create({ name: `Item ${id}`, priceCents: 100 * id });
    }
  }

  list({ limit, offset }: Page): { readonly total: number; readonly items: readonly Item[] } {
    const items: Item[] = [];
    let position = 0;
    for (const item of this.#items.values()) {
      if (position >= offset + limit) break;
      if (position >= offset) items.push(item);
      position += 1;
    }
    return { total: this.#items.size, items };
  }

  /** Numbers are read as text, as they come from a path; undefined when there is no such item. */
  read(id: string): Item | undefined {
    return this.#items.get(wholeNumber(id));
  }

  create(draft: ItemDraft): Item {
    if (this.#items.size >= ITEMS_MAX) this.#dropOldestCreated();
    this.#lastId += 1;
    const item: Item = { id: this.#lastId, ...draft };
    this.#items.set(item.id, item);
    return item;
  }

  update(id: string, draft: ItemDraft): Item | undefined {
    const known = this.read(id);
    if (known === undefined) return undefined;
    const item: Item = { id: known.id, ...draft };
    this.#items.set(item.id, item);
    return item;
  }

  /** False when there is no such item. */
  delete(id: string): boolean {
    return this.#items.delete(wholeNumber(id));
  }

  #dropOldestCreated(): void {
    while (!this.#items.delete(this.#oldestCreated)) this.#oldestCreated += 1;
  }
}
