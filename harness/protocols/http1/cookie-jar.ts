import { CookieJar } from 'tough-cookie';

/** Remembered of one session. */
const URLS_MAX = 64;

/** The cookies of one session, kept as a browser keeps them (RFC 6265). */
export class SessionCookies {
  // Single-label hosts and addresses are what load tests are run against.
  readonly #jar = new CookieJar(undefined, { rejectPublicSuffixes: false });
  /** What was sent last by path, while nothing changes. */
  readonly #sent = new Map<string, string>();
  #expire = false;

  /** Takes in `Set-Cookie` lines of an answer from a URL; what makes no sense is passed over. */
  store(lines: readonly string[], url: string): void {
    for (const line of lines) {
      const cookie = this.#jar.setCookieSync(line, url, { ignoreError: true });
      this.#expire ||= cookie !== undefined && cookie.expiryTime() !== Number.POSITIVE_INFINITY;
    }
    this.#sent.clear();
  }

  /** What goes into the `Cookie` header of a request to a URL; empty when there is nothing. */
  header(url: string): string {
    const known = this.#expire ? undefined : this.#sent.get(url);
    if (known !== undefined) return known;
    const text = this.#jar.getCookieStringSync(url);
    if (this.#sent.size >= URLS_MAX) this.#sent.clear();
    this.#sent.set(url, text);
    return text;
  }
}
