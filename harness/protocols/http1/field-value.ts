const TAB = 0x09;
const SPACE = 0x20;
const COMMA = 0x2c;

/** Sets this bit of a capital letter to make it small; other bytes of tokens keep apart. */
const SMALL = 0x20;

/** Whether the bytes are the word, which is in small letters, whatever case they are in. */
export function isWord(bytes: Buffer, start: number, end: number, word: Buffer): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if (((bytes[start + index] as number) | SMALL) !== word[index]) return false;
  }
  return true;
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/** Walks over a list of elements with commas between (RFC 9110, section 5.6.1). */
export class ListCursor {
  #bytes: Buffer;
  #next = 0;
  #last = 0;
  /** The element at hand, without the blanks around it. */
  start = 0;
  end = 0;

  constructor() {
    this.#bytes = Buffer.alloc(0);
  }

  over(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    this.#next = start;
    this.#last = end;
  }

  /** Goes to the next element that is not empty; false when there is none. */
  advance(): boolean {
    while (this.#next < this.#last) {
      let start = this.#next;
      let end = start;
      while (end < this.#last && this.#bytes[end] !== COMMA) end++;
      this.#next = end + 1;
      while (start < end && isBlank(this.#bytes[start])) start++;
      while (end > start && isBlank(this.#bytes[end - 1])) end--;
      this.start = start;
      this.end = end;
      if (start < end) return true;
    }
    return false;
  }
}
