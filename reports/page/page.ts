/**
 * The whole page: one file, no script, no request to anywhere. Its content security policy forbids
 * everything but the one style sheet, which it names by its hash.
 */
import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunRecord } from '../../harness/model/record.ts';
import { recordText } from '../../harness/model/record-text.ts';
import type { Composition, Part } from '../compose.ts';
import { plainText } from '../plain-text.ts';
import { blockElement, linkHere } from './blocks.ts';
import { PAGE_BYTES_MAX, packRecords, RECORDS_PLACE, recordsLink } from './embedded-records.ts';
import { stylesheet } from './stylesheet.ts';

const styleHash = createHash('sha256').update(stylesheet).digest('base64');
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A composed report as an HTML page, with its records inside where there is room for them. */
export function wholePage(
  records: readonly RunRecord[],
  composition: Composition,
  bytesMax = PAGE_BYTES_MAX,
): string {
  const bare = pageText(records, composition);
  const packed = packRecords(records);
  const [start, end] = bare.split(placeElement);
  if (start === undefined || end === undefined) return bare;
  const room = bytesMax - Buffer.byteLength(bare);
  const isInside = packed.length + LINK_ROOM < room;
  return `${start}${isInside ? insideText(records, packed) : besideText(records)}${end}`;
}

/** Bytes of what stands around the packed records. */
const LINK_ROOM = 300;
const placeElement = `<p id="${RECORDS_PLACE}"></p>`;

function insideText(records: readonly RunRecord[], packed: string): string {
  const name = records.length > 1 ? 'records.json.gz' : 'record.json.gz';
  const link = recordsLink(packed, name);
  return `<p>Download: ${link}, everything that was measured, histograms included.</p>`;
}

/** A page without its record says by what that can be known. */
function besideText(records: readonly RunRecord[]): string {
  const sums = records.map((record) =>
    createHash('sha256').update(recordText(record)).digest('hex'),
  );
  const which = records.length > 1 ? 'The records are' : 'The record is';
  return (
    `<p>${which} too large for this page, and in the record.json that was written with it; ` +
    `sha256sum says <code>${sums.join('</code>, <code>')}</code>. ` +
    '<code>steelyard report record.json --embed</code> makes a larger page that holds it.</p>'
  );
}

/** The same without records. */
export function pageText(records: readonly RunRecord[], composition: Composition): string {
  const title = plainText(composition.title);
  const page = h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', null, title),
      h('style', { dangerouslySetInnerHTML: { __html: stylesheet } }),
    ),
    h(
      'body',
      null,
      h('header', null, h('h1', null, title), h('p', { class: 'when' }, whenText(records))),
      h('main', null, partElements(composition.parts)),
      h('footer', null, footerText(records)),
    ),
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function partElements(parts: readonly Part[]): ComponentChild[] {
  const [first, ...rest] = parts;
  // The verdict stands above the list of contents, so that it is the first thing to be seen.
  return [first ? partElement(first) : null, contents(rest), ...rest.map(partElement)];
}

function contents(parts: readonly Part[]): ComponentChild {
  if (parts.length < 2) return null;
  const links = parts.map(({ name, passage }) =>
    h('li', null, h('a', { href: `#${name}` }, plainText(passage.heading))),
  );
  return h('nav', { 'aria-label': 'Contents' }, h('ul', null, links));
}

function partElement({ name, passage }: Part): ComponentChild {
  const finding = passage.blocks.some((block) => block.kind === 'statement')
    ? null
    : h('p', { class: 'finding' }, plainText(passage.finding));
  return h(
    'section',
    { id: name },
    h('h2', null, plainText(passage.heading), ' ', linkHere(name, plainText(passage.heading))),
    finding,
    passage.blocks.map((block) => blockElement(block, passage)),
  );
}

function whenText(records: readonly RunRecord[]): string {
  return records
    .map(({ startedAt, environment }) => {
      const { cores, cpuModel, node } = environment;
      return plainText(`${startedAt} · ${cores} × ${cpuModel} · Node.js ${node}`);
    })
    .join(' | ');
}

function footerText(records: readonly RunRecord[]): string {
  const tools = new Set(
    records.map(({ tool, schemaVersion }) =>
      plainText(`${tool.name} ${tool.version}, record schema ${schemaVersion}`),
    ),
  );
  return [...tools].join(' · ');
}
