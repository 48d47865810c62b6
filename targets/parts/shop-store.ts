/**
 * The domain of the shop: customers, goods, carts and orders in an SQL database in memory, with the
 * rules of the business. No HTTP in here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database } from 'node-sqlite3-wasm';

/** Why the shop does not do what it was asked; `status` is what HTTP says of it. */
export class ShopRefusal extends Error {
  override readonly name = 'ShopRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Good {
  readonly id: number;
  readonly name: string;
  readonly category: string;
  readonly priceCents: number;
}

export interface CartLine {
  readonly good: number;
  readonly quantity: number;
  readonly priceCents: number;
}

export interface Order {
  readonly id: number;
  readonly customer: number;
  readonly totalCents: number;
}

export const CATEGORIES = ['scales', 'weights', 'levers', 'beams', 'hooks'] as const;

const TOKEN_KEY = Buffer.from('tokens');
const PAGE = 20;
/** Of one good in one cart. */
const QUANTITY_MAX = 10;
/** What a customer may buy at once. */
const CREDIT_CENTS = 100_000_000;
/** A load test buys without end: the oldest orders make room. */
const ORDERS_MAX = 20_000;

const SCHEMA = `
  CREATE TABLE customer (
    id INTEGER PRIMARY KEY, name TEXT UNIQUE, salt BLOB, hash BLOB, admin INTEGER
  );
  CREATE TABLE good (id INTEGER PRIMARY KEY, name TEXT, category TEXT, price INTEGER);
  CREATE INDEX good_category ON good (category);
  CREATE TABLE session (token TEXT PRIMARY KEY, customer INTEGER);
  CREATE TABLE cart (token TEXT, good INTEGER, quantity INTEGER, PRIMARY KEY (token, good));
  CREATE TABLE "order" (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER, total INTEGER);
  CREATE TABLE line ("order" INTEGER, good INTEGER, quantity INTEGER, price INTEGER);
  CREATE INDEX line_order ON line ("order");
`;

/** A keyed digest; a real shop would take one that is slow on purpose. */
const digest = (salt: Uint8Array, password: string): Buffer =>
  createHmac('sha256', salt).update(password).digest();

/** What a customer of the seeded shop is called; the first one keeps the shop. */
export const customerName = (id: number): string => (id === 1 ? 'keeper' : `customer${id}`);
/** And what such a customer's password is. */
export const customerPassword = (id: number): string => `weigh-${id}`;

export class ShopStore {
  readonly #db: Database;
  #oldestOrder = 1;
  #logins = 0;

  /** Fills an empty database with customers and goods. */
  constructor(database: Database, size: { readonly customers: number; readonly goods: number }) {
    this.#db = database;
    database.exec(SCHEMA);
    database.exec('BEGIN');
    for (let id = 1; id <= size.customers; id++) {
      const salt = Buffer.from(`salt of ${id}`);
      const values = [id, customerName(id), salt, digest(salt, customerPassword(id)), +(id === 1)];
      database.run('INSERT INTO customer VALUES (?, ?, ?, ?, ?)', values);
    }
    for (let id = 1; id <= size.goods; id++) {
      const category = CATEGORIES[id % CATEGORIES.length] ?? '';
      const values = [id, `No. ${id} of ${category}`, category, 100 + ((id * 37) % 9900)];
      database.run('INSERT INTO good VALUES (?, ?, ?, ?)', values);
    }
    database.exec('COMMIT');
  }

  /** Lets a customer in: a token for as long as the shop runs. Throws for a wrong password. */
  logIn(name: string, password: string): string {
    const found = this.#db.get('SELECT id, salt, hash FROM customer WHERE name = ?', name);
    const hash = found && Buffer.from(found['hash'] as Uint8Array);
    const isRight = hash && timingSafeEqual(hash, digest(found['salt'] as Uint8Array, password));
    if (!isRight) throw new ShopRefusal(401, 'name or password is wrong');
    // The same tokens in every run, as everything here; a real shop would draw them.
    const token = digest(TOKEN_KEY, `${++this.#logins}`).toString('base64url');
    this.#db.run('INSERT INTO session VALUES (?, ?)', [token, found['id'] as number]);
    return token;
  }

  logOut(token: string): void {
    this.#db.run('DELETE FROM cart WHERE token = ?', token);
    this.#db.run('DELETE FROM session WHERE token = ?', token);
  }

  /** Whose token it is. Throws where it is nobody's. */
  customerOf(token: string): {
    readonly id: number;
    readonly name: string;
    readonly admin: boolean;
  } {
    const found = this.#db.get(
      `SELECT c.id, c.name, c.admin FROM session s
        JOIN customer c ON c.id = s.customer WHERE token = ?`,
      token,
    );
    if (!found) throw new ShopRefusal(401, 'log in first');
    return {
      id: found['id'] as number,
      name: found['name'] as string,
      admin: found['admin'] === 1,
    };
  }

  goods(category: string | undefined, page: number): readonly Good[] {
    const where = category === undefined ? '' : 'WHERE category = ?';
    const values = category === undefined ? [] : [category];
    return this.#db
      .all(`SELECT * FROM good ${where} ORDER BY id LIMIT ${PAGE} OFFSET ?`, [
        ...values,
        page * PAGE,
      ])
      .map((row) => ({
        id: row['id'] as number,
        name: row['name'] as string,
        category: row['category'] as string,
        priceCents: row['price'] as number,
      }));
  }

  good(id: number): Good {
    const row = this.#db.get('SELECT * FROM good WHERE id = ?', id);
    if (!row) throw new ShopRefusal(404, 'there is no such good');
    const { name, category, price } = row as { name: string; category: string; price: number };
    return { id, name, category, priceCents: price };
  }

  /** Puts a good into the cart, or more of it. Throws for too much of one. */
  put(token: string, goodId: number, quantity: number): readonly CartLine[] {
    this.good(goodId);
    const known = this.#db.get('SELECT quantity FROM cart WHERE token = ? AND good = ?', [
      token,
      goodId,
    ]);
    const sum = quantity + ((known?.['quantity'] as number | undefined) ?? 0);
    if (!Number.isInteger(quantity) || quantity < 1 || sum > QUANTITY_MAX) {
      throw new ShopRefusal(409, `a cart holds 1 to ${QUANTITY_MAX} of a good`);
    }
    this.#db.run('INSERT OR REPLACE INTO cart VALUES (?, ?, ?)', [token, goodId, sum]);
    return this.cart(token);
  }

  cart(token: string): readonly CartLine[] {
    return this.#db
      .all(
        'SELECT good, quantity, price FROM cart JOIN good ON good.id = cart.good WHERE token = ?',
        token,
      )
      .map((row) => ({
        good: row['good'] as number,
        quantity: row['quantity'] as number,
        priceCents: row['price'] as number,
      }));
  }

  /** Buys what is in the cart. Throws for an empty cart, and beyond the customer's credit. */
  checkOut(token: string): Order {
    const { id: customer } = this.customerOf(token);
    const lines = this.cart(token);
    const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0);
    if (lines.length === 0) throw new ShopRefusal(409, 'the cart is empty');
    if (totalCents > CREDIT_CENTS) throw new ShopRefusal(402, 'this is beyond your credit');
    this.#db.exec('BEGIN');
    const values = [customer, totalCents];
    const { lastInsertRowid } = this.#db.run(
      'INSERT INTO "order" (customer, total) VALUES (?, ?)',
      values,
    );
    const id = Number(lastInsertRowid);
    for (const { good, quantity, priceCents } of lines) {
      this.#db.run('INSERT INTO line VALUES (?, ?, ?, ?)', [id, good, quantity, priceCents]);
    }
    this.#db.run('DELETE FROM cart WHERE token = ?', token);
    this.#makeRoom(id);
    this.#db.exec('COMMIT');
    return { id, customer, totalCents };
  }

  #makeRoom(newest: number): void {
    for (; newest - this.#oldestOrder >= ORDERS_MAX; this.#oldestOrder++) {
      this.#db.run('DELETE FROM "order" WHERE id = ?', this.#oldestOrder);
      this.#db.run('DELETE FROM line WHERE "order" = ?', this.#oldestOrder);
    }
  }

  /** An order, for its customer and the keeper only. */
  order(token: string, id: number): Order & { readonly lines: readonly CartLine[] } {
    const who = this.customerOf(token);
    const found = this.#db.get('SELECT customer, total FROM "order" WHERE id = ?', id);
    if (!found) throw new ShopRefusal(404, 'there is no such order');
    const customer = found['customer'] as number;
    if (customer !== who.id && !who.admin) throw new ShopRefusal(403, 'this is not your order');
    const lines = this.#db
      .all('SELECT good, quantity, price FROM line WHERE "order" = ?', id)
      .map((row) => ({
        good: row['good'] as number,
        quantity: row['quantity'] as number,
        priceCents: row['price'] as number,
      }));
    return { id, customer, totalCents: found['total'] as number, lines };
  }

  /** What was sold so far, for the keeper only. */
  sales(token: string): { readonly orders: number; readonly totalCents: number } {
    if (!this.customerOf(token).admin) throw new ShopRefusal(403, 'this is for the keeper');
    const row = this.#db.get('SELECT count(*) AS orders, sum(total) AS total FROM "order"');
    return {
      orders: (row?.['orders'] as number) ?? 0,
      totalCents: (row?.['total'] as number) ?? 0,
    };
  }
}
