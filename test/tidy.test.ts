/**
 * The house rules as a test, after TigerBeetle's tidy.zig. A rule is a function from source files
 * to complaints: it is seen to fail on a small bad example first, and then held against the tree.
 */
import t from 'tap';
import { deadFiles } from './support/tidy/dead-files.ts';
import { docComments } from './support/tidy/doc-comments.ts';
import { importRanks } from './support/tidy/import-ranks.ts';
import { fileLength, functionLength, lineLength } from './support/tidy/length.ts';
import { plugIns } from './support/tidy/plug-ins.ts';
import { rules } from './support/tidy/rules.ts';
import {
  type Complaint,
  type Rule,
  readTree,
  sourceFile,
  treeRoot,
} from './support/tidy/source-file.ts';
import { timeAndChance } from './support/tidy/time-and-chance.ts';
import { bannedSyntax, bannedWords, fileNames } from './support/tidy/words.ts';

type Example = Readonly<Record<string, string>>;

const apply = (rule: Rule, example: Example): readonly Complaint[] =>
  rule(Object.entries(example).map(([path, text]) => sourceFile(path, text)));

const places = (complaints: readonly Complaint[]): string[] =>
  complaints.map(({ path, line }) => `${path}:${line}`);

/** A rule, an example that must be refused, where, and one close by that must pass. */
interface Case {
  readonly about: string;
  readonly rule: Rule;
  readonly bad: Example;
  readonly at: readonly string[];
  readonly saying: RegExp;
  readonly good: Example;
}

const lines = (count: number): string => 'let x = 1;\n'.repeat(count);
const plugInIndexes: Example = {
  'targets/index.ts': "import { a } from './a.ts';\n[a] as const satisfies readonly Server[];",
  'targets/commands/index.ts': '[] as const satisfies readonly ServerCommand[];',
  'scenarios/index.ts': '[] as const satisfies readonly Scenario[];',
  'harness/protocols/index.ts': '[] as const satisfies readonly Protocol[];',
  'harness/importers/index.ts': '[] as const satisfies readonly Importer[];',
  'harness/arrivals/index.ts': '[] as const satisfies readonly ArrivalKind<Phase>[];',
  'harness/experiments/index.ts': '[] as const satisfies readonly ExperimentKind[];',
  'reports/sections/index.ts': '[] as const satisfies readonly Section[];',
  'reports/formats/index.ts': '[] as const satisfies readonly Format[];',
};

const lengthCases: readonly Case[] = [
  {
    about: 'a file of 301 lines',
    rule: fileLength,
    bad: { 'reports/a.ts': lines(301) },
    at: ['reports/a.ts:301'],
    saying: /301 lines/,
    good: { 'reports/a.ts': lines(300) },
  },
  {
    about: 'a line of 101 columns',
    rule: lineLength,
    bad: { 'reports/a.ts': `\n// ${'é'.repeat(98)}` },
    at: ['reports/a.ts:2'],
    saying: /101 columns/,
    good: { 'reports/a.ts': `// ${'é'.repeat(97)}` },
  },
  {
    about: 'a function, an arrow and a method of 71 lines',
    rule: functionLength,
    bad: {
      'reports/a.ts':
        `function f() {\n${lines(69)}}\nconst g = () => {\n${lines(69)}};\n` +
        `class C {\n  m() {\n${lines(69)}}\n}`,
    },
    at: ['reports/a.ts:1', 'reports/a.ts:72', 'reports/a.ts:144'],
    saying: /function of 71 lines/,
    good: { 'reports/a.ts': `/**\n * Comments\n * are free.\n */\nfunction f() {\n${lines(68)}}` },
  },
];

const importCases: readonly Case[] = [
  {
    about: 'a value import of a higher rank',
    rule: importRanks,
    bad: { 'harness/stats/a.ts': "\nimport { x } from '../session/b.ts';" },
    at: ['harness/stats/a.ts:2'],
    saying: /stats \(rank 1\) imports '..\/session\/b.ts'/,
    good: { 'harness/session/b.ts': "import { x } from '../stats/a.ts';" },
  },
  {
    about: 'a type import, a re-export, import() as a type and as a call',
    rule: importRanks,
    bad: {
      'harness/model/a.ts': [
        "import type { X } from '../stats/x.ts';",
        "export { y } from '../stats/y.ts';",
        "type Z = import('../stats/z.ts').Z;",
        "const w = await import('../stats/w.ts');",
      ].join('\n'),
    },
    at: [1, 2, 3, 4].map((line) => `harness/model/a.ts:${line}`),
    saying: /imports/,
    good: { 'harness/model/a.ts': "import { b } from './b.ts';\nimport fs from 'node:fs';" },
  },
  {
    about: 'a report that could start a server, and a plug-in that knows another folder',
    rule: importRanks,
    bad: {
      'reports/sections/a.ts': "import { x } from '../../harness/host/x.ts';",
      'targets/a.ts': "import { y } from '../scenarios/y.ts';",
    },
    at: ['reports/sections/a.ts:1', 'targets/a.ts:1'],
    saying: /ranks 0 to 3/,
    good: { 'reports/sections/a.ts': "import { x } from '../../harness/stats/x.ts';" },
  },
  {
    about: 'the product imports a test, or lies in a folder of no rank',
    rule: importRanks,
    bad: {
      'harness/cli/a.ts': "import { x } from '../../test/support/x.ts';",
      'elsewhere/a.ts': '',
    },
    at: ['harness/cli/a.ts:1', 'elsewhere/a.ts:1'],
    saying: /rank/,
    good: { 'test/a.test.ts': "import { x } from '../harness/cli/x.ts';" },
  },
];

const bannedCases: readonly Case[] = [
  {
    about: 'chance from anywhere but an Rng',
    rule: timeAndChance,
    bad: {
      'harness/cli/a.ts': 'Math.random();\ncrypto.randomUUID();',
      'test/a.test.ts': "import { randomBytes } from 'node:crypto';",
    },
    at: ['harness/cli/a.ts:1', 'harness/cli/a.ts:2', 'test/a.test.ts:1'],
    saying: /use a seeded Rng/,
    good: { 'harness/stats/a.ts': '// not Math.random\nrng(); Math.floor(1);' },
  },
  {
    about: 'the time from anywhere but a Clock',
    rule: timeAndChance,
    bad: {
      'harness/generator/a.ts':
        'Date.now();\nnew Date();\nperformance.now();\nprocess.hrtime.bigint();',
    },
    at: [1, 2, 3, 4].map((line) => `harness/generator/a.ts:${line}`),
    saying: /use the nowNs\(\) of a Clock/,
    good: {
      'harness/generator/clock.ts': 'performance.now();',
      'harness/session/a.ts': 'new Date().toISOString();',
      'reports/a.ts': 'new Date(record.startedAt); performance.eventLoopUtilization();',
    },
  },
  {
    about: 'a timer where a Clock has alarms',
    rule: timeAndChance,
    bad: {
      'harness/protocols/a.ts':
        "import { setTimeout as sleep } from 'node:timers/promises';\nsetImmediate(f);",
    },
    at: [1, 1, 2].map((line) => `harness/protocols/a.ts:${line}`),
    saying: /use an Alarm/,
    good: { 'targets/a.ts': 'setTimeout(reply, 5);' },
  },
  {
    about: 'work that is not finished, and checks that are silenced',
    rule: bannedWords,
    bad: {
      'reports/a.ts': ['TO', 'DO', ' later\n', 'biome-', 'ignore x\n', '@ts-', 'ignore'].join(''),
    },
    at: [1, 2, 3].map((line) => `reports/a.ts:${line}`),
    saying: /finish it|change the code/,
    good: { 'reports/a.ts': '// nothing to do, nothing ignored' },
  },
  {
    about: 'any, !, enum and a test that runs alone',
    rule: bannedSyntax,
    bad: { 'test/a.test.ts': 'let a: any;\na!.b;\nenum E { x }\nt.only("x", f);' },
    at: [1, 2, 3, 4].map((line) => `test/a.test.ts:${line}`),
    saying: /any|!|enum|only/,
    good: { 'test/a.test.ts': '// any\nconst only = !a;\nt.test("any only", f);' },
  },
  {
    about: 'names of drawers, and names in another style',
    rule: fileNames,
    bad: { 'reports/utils.ts': '', 'harness/common/a.ts': '', 'reports/MyFile.ts': '' },
    at: ['reports/utils.ts:1', 'harness/common/a.ts:1', 'reports/MyFile.ts:1'],
    saying: /says nothing|lower case/,
    good: { 'reports/axis-ticks.ts': '', 'test/a-b.test.ts': '' },
  },
];

const treeCases: readonly Case[] = [
  {
    about: 'a plug-in that its index does not list',
    rule: plugIns,
    bad: {
      ...plugInIndexes,
      'targets/a.ts': 'export const a = {} as const satisfies Server;',
      'targets/b.ts': 'export const b = {} as const satisfies Server;',
      'harness/arrivals/c.ts': 'export const c: ArrivalKind<P> = {};',
    },
    at: ['targets/b.ts:1', 'harness/arrivals/c.ts:1'],
    saying: /does not list/,
    good: {
      ...plugInIndexes,
      'targets/a.ts': 'export const a = {} as const satisfies Server;',
      'targets/port.ts': 'export const port = 1;',
    },
  },
  {
    about: 'a plug-in folder without its list',
    rule: plugIns,
    bad: { ...plugInIndexes, 'targets/index.ts': 'export const servers = [];' },
    at: ['targets/index.ts:1'],
    saying: /array literal/,
    good: plugInIndexes,
  },
  {
    about: 'exported names without a doc comment',
    rule: docComments,
    bad: {
      'harness/model/a.ts': '/** Module. */\nimport x from "x";\n\nexport const a = 1;\n',
      'harness/stats/b.ts': '/** B. */\nexport const b = 1;\n\nexport function c() {}\n',
    },
    at: ['harness/model/a.ts:4', 'harness/stats/b.ts:4'],
    saying: /a has no doc comment|c has no doc comment/,
    good: {
      'harness/model/a.ts': '/** Both. */\nexport const a = 1;\nexport const b = 2;\n',
      'harness/cli/b.ts': 'export const b = 1;\n',
    },
  },
  {
    about: 'files that nothing needs',
    rule: deadFiles,
    bad: {
      'harness/index.ts': "export { a } from './a.ts';",
      'harness/a.ts': '',
      'harness/b.ts': "import './c.ts';",
      'harness/c.ts': '',
      'test/c.test.ts': "import '../harness/c.ts';",
      'test/support/d.ts': '',
    },
    at: ['harness/b.ts:1', 'harness/c.ts:1', 'test/support/d.ts:1'],
    saying: /imports this file/,
    good: {
      'harness/entries/thread.ts': "await import('../a.ts');",
      'harness/a.ts': '',
      'test/bench/peer.ts': '',
      'test/a.test.ts': "fork('./support/child.js');",
      'test/support/child.ts': '',
    },
  },
];

for (const { about, rule, bad, at, saying, good } of [
  ...lengthCases,
  ...importCases,
  ...bannedCases,
  ...treeCases,
]) {
  t.test(`refuses ${about}`, async (t) => {
    const complaints = apply(rule, bad);
    t.strictSame(places(complaints), at, 'complains where it should');
    for (const { message } of complaints) t.match(message, saying);
    t.strictSame(apply(rule, good), [], 'and passes what is close by and good');
  });
}

t.test('the tree', async (t) => {
  const files = readTree(treeRoot());
  t.ok(
    files.some(({ path }) => path === 'test/tidy.test.ts'),
    'the sources are found',
  );
  for (const [name, rule] of Object.entries(rules)) {
    const complaints = rule(files).map(({ path, line, message }) => `${path}:${line} ${message}`);
    t.equal(complaints.join('\n'), '', name);
  }
});
