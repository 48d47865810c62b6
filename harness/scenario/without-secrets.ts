/** What stands in the place of a secret. */
const HIDDEN = '(secret)';

/** Base64 of either alphabet, long enough to hold something. */
const BASE64 = /[A-Za-z0-9+/_-]{6,}={0,2}/g;

/**
 * A text without secrets: neither as they are, nor percent-encoded, as JSON writes them, or within
 * something in base64, such as the user and password of an Authorization header.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const written = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const plain = written.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
  return plain.replaceAll(BASE64, (word) => {
    const decoded = Buffer.from(word, 'base64').toString('utf8');
    return secrets.some((secret) => decoded.includes(secret)) ? HIDDEN : word;
  });
}
