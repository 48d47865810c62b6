/**
 * The whole page: one file, no script, no request to anywhere. Its content security policy forbids
 * everything but the one style sheet, which it names by its hash.
 */
import { createHash } from 'node:crypto';
import { type ComponentChild, h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { RunRecord } from '../../harness/model/record.ts';
import type { Composition, Part } from '../compose.ts';
import { plainText } from '../plain-text.ts';
import { blockElement } from './blocks.ts';
import { PAGE_BYTES_MAX, packRecords, RECORDS_ID } from './embedded-records.ts';
import { stylesheet } from './stylesheet.ts';

const styleHash = createHash('sha256').update(stylesheet).digest('base64');
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** A composed report as an HTML page, with its records inside where there is room for them. */
export function wholePage(records: readonly RunRecord[], composition: Composition): string {
  const bare = pageText(records, composition);
  const packed = packRecords(records);
  if (Buffer.byteLength(bare) + packed.length > PAGE_BYTES_MAX) return bare;
  const [start = '', end = ''] = bare.split(/(?=<\/body>)/);
  const opening = `<template id="${RECORDS_ID}" data-encoding="br, base64">`;
  return `${start}${opening}${packed}</template>${end}`;
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
    h('h2', null, plainText(passage.heading)),
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
