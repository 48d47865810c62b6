/** Command lines as shells and browsers write them. */
import { parse } from 'shell-quote';
import { unreadable } from './imported.ts';

/** The words of one command. Throws a usage error where there is more than one. */
export function shellWords(text: string): string[] {
  // What a prompt or a page shows before the command is none of it.
  const command = text.trim().replace(/^[$%>]\s+/, '');
  if (/\^["']/.test(command)) {
    throw unreadable(
      'It is written for the command prompt of Windows.',
      'Copy it as cURL (bash) from the network view of a browser.',
    );
  }
  const oneLine = hashed(ansiQuoted(command.replaceAll(/[\\^]\r?\n/g, ' ')));
  const words = parse(oneLine, (name) => `$${name}`).flatMap((word) => {
    if (typeof word === 'string') return word;
    // A pattern of the shell's, such as the ? of a URL without quotes.
    if ('pattern' in word) return word.pattern;
    if ('comment' in word) return [];
    throw unreadable(
      'There is more than one command in it.',
      'Give the curl command alone, with its URL in quotes.',
    );
  });
  return words;
}

/** Within a word, as in a URL with a fragment, a `#` begins no comment. */
const hashed = (text: string): string =>
  text.replaceAll(/'[^']*'|"(?:[^"\\]|\\.)*"|([^\s\\])#/g, (all, before?: string) =>
    before === undefined ? all : `${before}\\#`,
  );

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b', e: '\u001b', f: '\f', v: '\v' },
};

/** The `$'…'` of a shell, which browsers write, as the words that it means. */
function ansiQuoted(text: string): string {
  const quoted = /\$'((?:[^'\\]|\\.)*)'/gs;
  const escaped = /\\(?:u([0-9a-fA-F]{1,4})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/gs;
  return text.replaceAll(quoted, (_, inner: string) => {
    const meant = inner.replaceAll(
      escaped,
      (_all, unicode?: string, hex?: string, octal?: string, letter = '') => {
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        const code = unicode ?? hex;
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
        return ESCAPES[letter] ?? letter;
      },
    );
    return `'${meant.replaceAll("'", `'\\''`)}'`;
  });
}
