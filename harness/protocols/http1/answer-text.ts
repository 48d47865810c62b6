/** What was expected and what came, in words and short. */

/** Without anything else said. */
export const STATUSES_USUAL = '200 to 399';

const SHOWN_MAX = 400;

/** A body or a part of it as text, cut to a length that people read. */
export function excerpt(body: Uint8Array): string {
  if (body.length === 0) return 'an empty body';
  const text = Buffer.from(body.subarray(0, SHOWN_MAX)).toString('utf8');
  return `body ${JSON.stringify(text)}${body.length > SHOWN_MAX ? ' …' : ''}`;
}

/** What a right body is: all of it, or what is in it. */
export function expectedText(
  bytes: Uint8Array | undefined,
  expected: { readonly body: Uint8Array | undefined },
): string {
  if (bytes === undefined) return 'another answer';
  return expected.body === undefined
    ? `a body that contains ${excerpt(bytes).replace(/^body /, '')}`
    : excerpt(bytes);
}
