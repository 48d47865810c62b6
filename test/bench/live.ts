/**
 * What watching costs: the same open load without a view, with the terminal's, with `--live` and a
 * reader of its stream, and with `--live` in a real browser (where there is Chromium, which is on
 * the same processors here). They take turns, in both orders; what counts are the ratios to a run
 * that nobody watches. Needs nginx, and `script` of util-linux for a terminal.
 *
 *     npm run bench:live -- [--rate 1000] [--seconds 6] [--rounds 3]
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import type { RunRecord } from '../../harness/model/record.ts';
import { childrenCpuSeconds } from './children-cpu.ts';
import { startNginx } from './nginx.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '3' },
  },
});

const main = join(import.meta.dirname, '../../harness/cli/main.js');
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What one run shows. */
interface Cost {
  readonly lagP50Us: number;
  readonly lagP99Us: number;
  /** Of the generator thread. */
  readonly threadUsPerRequest: number;
  /** Of everything that the command started, start-up included. */
  readonly commandCpuS: number;
  /** What the run says of itself as a measurement. */
  readonly isValid: boolean;
}

/** How a run is watched: what is added to its command line, and who looks at its page. */
interface View {
  readonly name: string;
  readonly words: readonly string[];
  readonly terminal?: true;
  look?(url: string): void;
}

/** What `steelyard` prints where nothing is redrawn. */
const pageUrl = /^live: (\S+)$/m;

function read(url: string): void {
  get(`${url}events`, (response) => response.resume()).on('error', () => undefined);
}

async function browse(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForURL(/report$/);
  await page.close();
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

async function runOnce(view: View, url: string): Promise<Cost> {
  const out = mkdtempSync(join(tmpdir(), 'steelyard-bench-'));
  const length = ['--rate', values.rate, '--duration', `${values.seconds}s`, '--warmup', '2s'];
  const words = [main, 'run', url, ...length, '--out', out, ...view.words];
  const command = [process.execPath, ...words].map(quoted).join(' ');
  const before = childrenCpuSeconds();
  const inTerminal = view.terminal === true;
  const args = inTerminal ? ['-qefc', command, '/dev/null'] : words;
  const child = spawn(inTerminal ? 'script' : process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A session of its own: in ours `script` would stop every process that is in the background.
    detached: inTerminal,
  });
  let stderr = '';
  let looked = view.look === undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const found = pageUrl.exec(stderr)?.[1];
    if (looked || found === undefined) return;
    looked = true;
    view.look?.(found);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (!looked || !existsSync(join(out, 'record.json'))) {
    throw new Error(`${view.name} ended with ${code}: ${stderr}`);
  }
  const record: RunRecord = JSON.parse(readFileSync(join(out, 'record.json'), 'utf8'));
  rmSync(out, { recursive: true, force: true });
  const [trial] = record.trials;
  if (!trial) throw new Error('no trial');
  const { p50, p99 } = trial.latency.lag.percentilesNs;
  return {
    lagP50Us: (p50 ?? Number.NaN) / 1e3,
    lagP99Us: (p99 ?? Number.NaN) / 1e3,
    threadUsPerRequest: (trial.usage.generator.cpuNs ?? Number.NaN) / trial.counts.sent / 1e3,
    commandCpuS: childrenCpuSeconds() - before,
    isValid: trial.verdict !== 'invalid',
  };
}

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (index: number): number => sorted[Math.floor(index)] ?? Number.NaN;
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2;
}

const columns = [
  { title: 'lag p50', unit: 'µs', read: (cost: Cost) => cost.lagP50Us },
  { title: 'lag p99', unit: 'µs', read: (cost: Cost) => cost.lagP99Us },
  { title: 'thread/request', unit: 'µs', read: (cost: Cost) => cost.threadUsPerRequest },
  { title: 'whole command', unit: 's', read: (cost: Cost) => cost.commandCpuS },
] as const;

function print(costs: ReadonlyMap<View, readonly Cost[]>): void {
  const [base = []] = costs.values();
  const width = 36;
  console.log(
    `${''.padEnd(20)}${columns.map(({ title }) => title.padStart(width)).join('')}  valid`,
  );
  for (const [{ name }, list] of costs) {
    const cells = columns.map(({ unit, read }) => {
      const all = list.map(read);
      const [low, high] = [Math.min(...all).toFixed(1), Math.max(...all).toFixed(1)];
      const ratio = (median(all) / median(base.map(read))).toFixed(2);
      return `${median(all).toFixed(1)} ${unit} (${low}–${high}) ${ratio} ×`.padStart(width);
    });
    const valid = list.filter(({ isValid }) => isValid).length;
    console.log(`${name.padEnd(20)}${cells.join('')}  ${valid} of ${list.length}`);
  }
}

const browser = existsSync(executablePath)
  ? await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  : undefined;
const views: readonly View[] = [
  { name: 'nobody watches', words: ['--quiet'] },
  { name: 'terminal', words: [], terminal: true },
  { name: 'page, a reader', words: ['--quiet', '--live'], look: read },
  ...(browser
    ? [
        {
          name: 'page, a browser',
          words: ['--quiet', '--live'],
          // A run that fails is told of by its exit; then there is no report to go to.
          look: (url: string) => void browse(browser, url).catch(() => undefined),
        },
      ]
    : []),
];
const nginx = await startNginx({ core: 1 });
try {
  const costs = new Map<View, Cost[]>(views.map((view) => [view, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const view of round % 2 === 0 ? views : [...views].reverse()) {
      costs.get(view)?.push(await runOnce(view, `http://127.0.0.1:${nginx.port}/`));
    }
  }
  console.log(
    `${values.rate} requests a second for ${values.seconds} s, median of ${values.rounds} rounds ` +
      '(all between), and how many times that of nobody watching; CPU time of the generator ' +
      'thread for each request, and of the command with all it started',
  );
  print(costs);
} finally {
  await nginx.stop();
  await browser?.close();
}
