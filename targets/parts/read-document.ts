import type { IncomingMessage } from 'node:http';
import { BODY_BYTES_MAX, refusals, requireDocument } from './item-api.ts';

const utf8 = new TextDecoder();

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // What is too much is still read, so that the client gets to read the refusal, but not kept.
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    });
    request.once('error', reject);
    request.once('end', () => {
      if (bytes > BODY_BYTES_MAX) reject(refusals.tooLarge());
      else resolve(Buffer.concat(chunks));
    });
  });
}

/** The JSON body of a request. Rejects with a refusal of anything else. */
export async function readDocument(request: IncomingMessage): Promise<object> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw refusals.unsupportedType();
  const body = await readBody(request);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    throw refusals.notJson();
  }
  return requireDocument(value);
}
