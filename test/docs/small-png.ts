/**
 * Pictures of text as PNG with a palette of 256 colours at most: about two fifths of what browsers
 * write, and nothing that an eye could see is lost.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and how opaque, of each pixel by rows. */
  readonly rgba: Buffer;
}

const COLOURS_MAX = 256;

/** Within a page: the browser reads its own PNG. */
const decode = (png: Buffer): string => `(async () => {
  const image = new Image();
  image.src = 'data:image/png;base64,${png.toString('base64')}';
  await image.decode();
  const { width, height } = image;
  const context = Object.assign(document.createElement('canvas'), { width, height })
    .getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = '';
  for (let at = 0; at < data.length; at += 8192) {
    text += String.fromCharCode(...data.subarray(at, at + 8192));
  }
  return { width, height, base64: btoa(text) };
})()`;

/** What a picture consists of. */
export async function pixelsOf(browser: Browser, png: Buffer): Promise<Pixels> {
  const page = await browser.newPage();
  const read = await page.evaluate(decode(png));
  await page.close();
  const { base64, ...size } = read as { width: number; height: number; base64: string };
  return { ...size, rgba: Buffer.from(base64, 'base64') };
}

/** The same picture in fewer colours and bytes. */
export async function smallPng(browser: Browser, png: Buffer): Promise<Buffer> {
  const pixels = await pixelsOf(browser, png);
  for (let bits = 8; ; bits--) {
    const indexed = byColour(pixels, bits);
    if (indexed.palette.length / 3 <= COLOURS_MAX) return encoded(pixels, indexed);
  }
}

interface Indexed {
  /** Red, green and blue of each colour. */
  readonly palette: Buffer;
  /** Each row begins with its filter, which is none. */
  readonly rows: Buffer;
}

/** Colours that agree in their first bits become one, their mean: the background stays exact. */
function byColour({ width, height, rgba }: Pixels, bits: number): Indexed {
  const indexes = new Map<number, number>();
  const sums: { red: number; green: number; blue: number; count: number }[] = [];
  const rows = Buffer.alloc((width + 1) * height);
  const shift = 8 - bits;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const red = rgba.readUInt8(4 * pixel);
    const green = rgba.readUInt8(4 * pixel + 1);
    const blue = rgba.readUInt8(4 * pixel + 2);
    const key = ((red >> shift) << 16) | ((green >> shift) << 8) | (blue >> shift);
    const index = indexes.get(key) ?? indexes.size;
    indexes.set(key, index);
    sums[index] ??= { red: 0, green: 0, blue: 0, count: 0 };
    const sum = sums[index];
    sum.red += red;
    sum.green += green;
    sum.blue += blue;
    sum.count++;
    rows[pixel + Math.floor(pixel / width) + 1] = index;
  }
  const mean = (sum: (typeof sums)[number]): number[] =>
    [sum.red, sum.green, sum.blue].map((total) => Math.round(total / sum.count));
  return { palette: Buffer.from(sums.flatMap(mean)), rows };
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** As in the PNG specification (third edition), 5.3: length, name, data and checksum. */
function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function encoded({ width, height }: Pixels, { palette, rows }: Indexed): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, which name a colour of the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
