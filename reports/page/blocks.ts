/** Blocks of a passage as elements of a page. All text goes through the renderer, which escapes. */
import { type ComponentChild, h } from 'preact';
import { unreachable } from '../../harness/model/unreachable.ts';
import type { ChartSpec } from '../charts/chart-spec.ts';
import { renderChart } from '../charts/render-chart.ts';
import type { SvgText } from '../charts/svg-text.ts';
import type { Block, Marks, Passage, Picture, Statement, Terms } from '../document.ts';
import { plainText } from '../plain-text.ts';
import { verdictMarks } from '../verdict-text.ts';
import { RECORDS_PLACE } from './embedded-records.ts';
import { tableElement } from './table-element.ts';

/** `passage` is what the block stands in: a chart's title need not say its finding again. */
export function blockElement(block: Block, passage: Passage): ComponentChild {
  switch (block.kind) {
    case 'paragraph':
      return h('p', block.tone === 'caveat' ? { class: 'caveat' } : null, plainText(block.text));
    case 'statement':
      return statementElement(block);
    case 'subheading':
      return h('h3', null, plainText(block.text));
    case 'table':
      return tableElement(block);
    case 'chart':
      return chartElement(block, passage);
    case 'picture':
      return pictureElement(block);
    case 'code':
      return h('pre', { tabIndex: 0 }, h('code', null, block.text));
    case 'terms':
      return termsElement(block);
    case 'marks':
      return marksElement(block);
    case 'records':
      return h('p', { id: RECORDS_PLACE });
    case 'details':
      return h(
        'details',
        { id: block.id, class: 'fold', open: block.open },
        h('summary', null, plainText(block.summary)),
        block.blocks.map((inner) => blockElement(inner, passage)),
      );
    default:
      return unreachable(block);
  }
}

function statementElement({ size, verdict, lead, text, advice }: Statement): ComponentChild {
  const { icon } = verdictMarks[verdict];
  return h(
    'p',
    { class: `statement ${size} ${verdict}` },
    h('strong', null, `${icon} ${plainText(lead)}`),
    ' ',
    plainText(text),
    advice ? [' ', h('span', { class: 'advice' }, plainText(advice))] : null,
  );
}

function marksElement({ items }: Marks): ComponentChild {
  const marks = items.map(({ verdict, text }) =>
    h('li', { class: verdict }, `${verdictMarks[verdict].icon} ${plainText(text)}`),
  );
  return h('ul', { class: 'marks' }, marks);
}

function chartElement(spec: ChartSpec, { finding }: Passage): ComponentChild {
  return h(
    'figure',
    { id: spec.id },
    h(
      'figcaption',
      null,
      spec.title === finding ? null : [plainText(spec.title), ' '],
      h(
        'span',
        { class: 'how' },
        ...[plainText(spec.howToRead), ' '],
        linkHere(spec.id, 'this chart'),
      ),
    ),
    drawing(renderChart(spec)),
    spec.data === 'beside'
      ? null
      : h('details', null, h('summary', null, 'The figures'), tableElement(spec.data)),
  );
}

/** What leads to a place in the report, to be copied and sent. */
export const linkHere = (id: string, what: string): ComponentChild =>
  h('a', { class: 'here', href: `#${id}`, 'aria-label': `Link to ${what}` }, '#');

function pictureElement({ svg, text }: Picture): ComponentChild {
  return h('figure', { class: 'picture' }, h('figcaption', null, plainText(text)), drawing(svg));
}

/**
 * The one place where markup goes in as it is: the type says that `charts/` made it, out of text
 * that was escaped there. It scrolls by itself on narrow screens, so it can take the keyboard.
 */
function drawing(svg: SvgText): ComponentChild {
  const attributes = { class: 'scroll', tabIndex: 0, role: 'group', 'aria-label': 'drawing' };
  return h('div', { ...attributes, dangerouslySetInnerHTML: { __html: svg } });
}

function termsElement({ items }: Terms): ComponentChild {
  const pairs = items.map(({ term, text }) => [
    h('dt', null, plainText(term)),
    h('dd', null, plainText(text)),
  ]);
  return h('dl', null, pairs);
}
