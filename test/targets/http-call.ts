import { request } from 'node:http';

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Without a length, in chunks. */
  readonly chunked?: boolean;
}

export interface Reply {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly location: string | undefined;
  readonly allow: string | undefined;
  readonly body: string;
}

/** Sends one request on a connection of its own, path and body as they are. */
export function call(port: number, { path, body, chunked, ...rest }: Call): Promise<Reply> {
  const { method = 'GET', headers = {} } = rest;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const framing = chunked ? { 'Transfer-Encoding': 'chunked' } : length;
    const where = { host: '127.0.0.1', port, method, path, agent: false } as const;
    const sent = request({ ...where, headers: { ...framing, ...headers } });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
      const { 'content-type': type, location, allow } = response.headers;
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode, type, location, allow, body: text });
    });
    sent.end(body);
  });
}
