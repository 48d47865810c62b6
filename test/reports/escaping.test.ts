/** Names come from outside: in no format may they do anything but be read. */
import { parseHTML } from 'linkedom';
import t from 'tap';
import { csv } from '../../reports/formats/csv.ts';
import { html } from '../../reports/formats/html.ts';
import { json } from '../../reports/formats/json.ts';
import { md } from '../../reports/formats/md.ts';
import { terminal } from '../../reports/formats/terminal.ts';
import { sections } from '../../reports/sections/index.ts';
import { readCsv } from '../support/read-csv.ts';
import { hostileName, hostileRecord } from '../support/sample-record.ts';

/** The name as people see it: what a terminal would obey is replaced. */
const shownName = '<script>alert("x")</script>\ufffd[31m\ufffd|*_`@all #1 \'," =1+1 <!-- </style>';
const everything = { sections: sections.map(({ name }) => name) };

t.test('HTML', (t) => {
  const text = html.render([hostileRecord()]);
  t.notMatch(text, /<script|<img|javascript:|<!--/i, 'no markup of theirs');
  // The style sheet ends where ours ends, and not where a name says so.
  t.equal(text.split('</style>').length, 2);
  const { document } = parseHTML(text);
  const elements: Element[] = [...document.querySelectorAll('*')];
  t.same(
    elements.flatMap((element) =>
      [...element.getAttributeNames()].filter((n) => /^on|^style$/.test(n)),
    ),
    [],
    'no attribute that runs or restyles',
  );
  const title: string = document.querySelector('h1')?.textContent ?? '';
  t.ok(title.includes(shownName), 'and yet the name is there, letter for letter');
  const told: string[] = [...document.querySelectorAll('svg title, svg desc')].map(
    ({ textContent }) => textContent ?? '',
  );
  t.ok(told.filter((text) => text.includes(shownName)).length > 10, 'in charts too');
  t.end();
});

t.test('Markdown', (t) => {
  const whole = md.render([hostileRecord()]);
  const fence = /^(```+)\n[\s\S]*?\n\1$/gm;
  t.equal(whole.match(fence)?.length, 3, 'commands and the configuration are code');
  const text = whole.replace(fence, '');
  t.notMatch(text, /<(?!\/?(details|summary)>)/, 'no tags but those that fold');
  t.notMatch(text, /@all|(?<!&)#1/, 'nobody is called, nothing is linked');
  t.notMatch(text, /`/, 'no code spans');
  const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
  t.ok(tables.length > 10);
  for (const table of tables) {
    const widths = new Set(table.split('\n').map((row) => row.split('|').length));
    t.equal(widths.size, 1, 'every row has the columns of its head');
  }
  t.end();
});

t.test('terminal', (t) => {
  const text = terminal.render([hostileRecord()], everything);
  const controls = [...text].filter((c) => c !== '\n' && /[\p{Cc}\u202a-\u202e]/u.test(c));
  t.same(controls, [], 'no control characters, and no change of direction');
  t.end();
});

t.test('CSV', (t) => {
  const rows = readCsv(csv.render([hostileRecord()]));
  t.same(new Set(rows.map((row) => row.length)), new Set([15]), 'every row has all fields');
  t.ok(
    rows.some((row) => row.includes(hostileName)),
    'which hold the name as it is',
  );
  t.end();
});

t.test('JSON', (t) => {
  t.same(JSON.parse(json.render([hostileRecord()])), hostileRecord());
  t.end();
});
