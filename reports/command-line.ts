/** A command line as a POSIX shell reads it, so that it can be copied and run again. */
export function commandLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** Quoted where a shell would read more than the word itself. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
