import { type ClientRequest, get } from 'node:http';

/** An event of a stream, with its data read. */
export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
}

/** Reads a stream of events as a browser does. */
export class EventReader {
  readonly #request: ClientRequest;
  readonly #waiting: ((event: StreamEvent | undefined) => void)[] = [];
  readonly #events: StreamEvent[] = [];
  #over = false;
  #text = '';

  constructor(url: string) {
    this.#request = get(url, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
      response.once('close', () => this.#end());
    });
    this.#request.on('error', () => this.#end());
  }

  #read(text: string): void {
    this.#text += text;
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string | undefined =>
        block.match(new RegExp(`^${name}: (.*)$`, 'm'))?.[1];
      const name = field('event');
      if (name === undefined) continue;
      this.#events.push({ name, data: JSON.parse(field('data') ?? '') });
    }
    this.#serve();
  }

  #end(): void {
    this.#over = true;
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && (this.#events.length > 0 || this.#over)) {
      this.#waiting.shift()?.(this.#events.shift());
    }
  }

  /** The next event; undefined when the stream has ended. */
  next(): Promise<StreamEvent | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#serve();
    });
  }

  close(): void {
    this.#request.destroy();
  }
}
