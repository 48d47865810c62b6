/**
 * How right a load generator's own figures are: while it drives nginx, tcpdump writes down the same
 * requests and answers on the wire (the kernel takes the times), and both are put side by side.
 * What a client adds to the wire is its own lateness in noticing an answer. nginx and tcpdump share
 * a core, the clients take turns on another; of ours the thread that sends, as with --pin.
 *
 *     npm run bench:accuracy -- [--seconds 4] [--rates 1000,5000,20000] [--connections 100]
 *       [--rounds 1] [--tools steelyard,autocannon,wrk]
 *
 * By default there are so many connections that an answer takes 5 ms before an arrival has to wait
 * for one: 16, 25 and 100. The wire knows nothing of such waits, which the response time includes.
 * Of ours it also says whether it is as near to the wire as it should be (`missed`).
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectAlone } from '../../harness/generator/collector.ts';
import { treeRoot } from '../support/tidy/source-file.ts';
import { runCounted } from './children-cpu.ts';
import { startNginx } from './nginx.ts';
import { pairExchanges, readSegments, type WireExchange } from './pcap.ts';
import { startCapture } from './wire-capture.ts';

const names = ['p50', 'p90', 'p99'] as const;
type Percentiles = Readonly<Record<(typeof names)[number], number>>;

interface Settings {
  readonly url: string;
  /** Requests per second; as fast as it can when absent. */
  readonly rate?: number;
  readonly connections: number;
  /** Of the measured part. */
  readonly seconds: number;
}

/** What a tool says of its run, in ns. */
interface Own {
  readonly service: Percentiles;
  /** What it says of the run as a measurement, if it says anything. */
  readonly verdict?: string;
  readonly beside?: Readonly<Record<string, Percentiles>>;
}

type Tool = (settings: Settings) => Promise<Own>;

const CLIENT_CORE = '0';
const SERVER_CORE = 1;
/** As long as a trial's usual one. */
const WARMUP_S = 3;
const CONNECTIONS_MIN = 16;
const FREE_OF_WAITS_S = 0.005;

const pinned = (command: string, args: readonly string[]) =>
  runCounted('taskset', ['-c', CLIENT_CORE, command, ...args]);

const map = (value: (name: (typeof names)[number]) => number): Percentiles => ({
  p50: value('p50'),
  p90: value('p90'),
  p99: value('p99'),
});

const steelyard: Tool = async ({ url, rate, connections, seconds }) => {
  const program = join(import.meta.dirname, 'load-once.js');
  const times = ['--seconds', `${seconds + WARMUP_S}`, '--warmup', `${WARMUP_S}`];
  const load = rate === undefined ? [] : ['--rate', `${rate}`];
  const args = [program, url, '--connections', `${connections}`, ...times, ...load, '--pin'];
  const { stdout } = await runCounted(process.execPath, args);
  const { percentiles, verdict } = JSON.parse(stdout);
  const { service, response, pacing } = percentiles;
  return { service, verdict, beside: rate === undefined ? {} : { response, pacing } };
};

const autocannon: Tool = async ({ url, rate, connections, seconds }) => {
  const program = join(treeRoot(), 'node_modules', 'autocannon', 'autocannon.js');
  const size = ['-c', `${connections}`, '-d', `${seconds}`];
  const warmup = ['--warmup', '[', '-c', `${connections}`, '-d', `${WARMUP_S}`, ']'];
  // With -R it would otherwise add made-up latencies, which no wire has seen.
  const load = rate === undefined ? [] : ['-R', `${rate}`, '--ignoreCoordinatedOmission'];
  const args = [program, ...size, ...warmup, ...load, '--json', '--no-progress', url];
  const { stdout } = await pinned(process.execPath, args);
  // The warm-up has a line of its own, before.
  const { latency } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { service: map((name) => latency[name] * 1e6) };
};

const NS_PER_UNIT: Readonly<Record<string, number>> = { us: 1e3, ms: 1e6, s: 1e9 };

/** It has no rate and no warm-up, and being compiled it hardly needs one. */
const wrk: Tool = async ({ url, connections, seconds }) => {
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', url];
  const { stdout } = await pinned('wrk', args);
  const own = new Map(
    [...stdout.matchAll(/(\d+)%\s+([\d.]+)(us|ms|s)\b/g)].map(([, percent, value, unit]) => [
      `p${percent}`,
      Number(value) * (NS_PER_UNIT[`${unit}`] ?? Number.NaN),
    ]),
  );
  return { service: map((name) => own.get(name) ?? Number.NaN) };
};

const tools = { steelyard, autocannon, wrk } satisfies Readonly<Record<string, Tool>>;

/** The value of rank ⌈p·n⌉, as HdrHistogram reads percentiles. */
function percentilesOf(exchanges: readonly WireExchange[]): Percentiles {
  const sorted = exchanges.map(({ serviceNs }) => serviceNs).sort((a, b) => a - b);
  const rank = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
  return { p50: rank(0.5), p90: rank(0.9), p99: rank(0.99) };
}

/** Every tool ends with its measured part, so what was sent longer ago than that is warm-up. */
function measuredPart(exchanges: readonly WireExchange[], seconds: number): WireExchange[] {
  const lastNs = exchanges.reduce((last, { sentAtNs }) => Math.max(last, sentAtNs), 0);
  return exchanges.filter(({ sentAtNs }) => sentAtNs > lastNs - seconds * 1e9);
}

const CELL_COLUMNS = 12;
const micros = (ns: number): string => `${(ns / 1e3).toFixed(1)}`.padStart(CELL_COLUMNS);
const signed = (ns: number): string =>
  `${ns < 0 ? '' : '+'}${(ns / 1e3).toFixed(1)}`.padStart(CELL_COLUMNS);
const row = (label: string, cells: readonly string[]): string =>
  `  ${label.padEnd(24)}${cells.join('')}`;

/** Ours should be off by no more than so many ns, or by such a share of the wire's. */
const nearness = { p50: { ns: 25e3, share: 0.1 }, p99: { ns: 150e3, share: 0.2 } } as const;
/** And its response p99 above the wire's by no more than this: sends leave on time. */
const RESPONSE_P99_NS = 300e3;

/** What of that does not hold. */
function missed({ service, beside }: Own, wire: Percentiles): readonly string[] {
  const far = (['p50', 'p99'] as const).filter((name) => {
    const { ns, share } = nearness[name];
    return Math.abs(service[name] - wire[name]) > Math.max(ns, share * wire[name]);
  });
  const response = beside?.['response'];
  const late = response === undefined || response.p99 - wire.p99 > RESPONSE_P99_NS;
  return [...far.map((name) => `service ${name}`), ...(late ? ['response p99'] : [])];
}

interface Compared extends Settings {
  readonly name: string;
  readonly port: number;
}

async function captured(asked: Compared, tool: Tool) {
  const capture = await startCapture({ port: asked.port, core: SERVER_CORE });
  const ran = await tool(asked).then(
    (own) => ({ own }),
    (error: unknown) => ({ error }),
  );
  const { file, dropped } = await capture.stop();
  if ('error' in ran) throw ran.error;
  const exchanges = pairExchanges(readSegments(file), asked.port);
  return { own: ran.own, dropped, measured: measuredPart(exchanges, asked.seconds) };
}

async function compareWithWire(asked: Compared, tool: Tool): Promise<void> {
  const { own, dropped, measured } = await captured(asked, tool);
  const wire = percentilesOf(measured);
  const perSecond = Math.round(measured.length / asked.seconds);
  const load = asked.rate === undefined ? 'closed loop' : `asked for ${asked.rate}/s`;
  const wish = `${load} on ${asked.connections} connections`;
  const verdict = own.verdict === undefined ? '' : `; its own verdict: ${own.verdict}`;
  console.log(`${asked.name}, ${wish}: ${perSecond}/s on the wire${verdict}`);
  if (dropped > 0) console.log(`  ${dropped} packets were not captured: do not believe this one`);
  const lines = { wire, 'its own (service)': own.service };
  for (const [label, value] of Object.entries(lines)) {
    console.log(
      row(
        label,
        names.map((name) => micros(value[name])),
      ),
    );
  }
  console.log(
    row(
      'error',
      names.map((name) => signed(own.service[name] - wire[name])),
    ),
  );
  if (asked.name === 'steelyard' && asked.rate !== undefined) {
    const not = missed(own, wire);
    console.log(
      row('as near as it should be', [not.length === 0 ? 'yes' : `not ${not.join(', ')}`]),
    );
  }
  for (const [label, value] of Object.entries(own.beside ?? {})) {
    console.log(
      row(
        `beside: ${label}`,
        names.map((name) => micros(value[name])),
      ),
    );
  }
}

/** What cannot be done without, by the name of its Debian package. */
const needed = { tcpdump: 'tcpdump', nginx: 'nginx', wrk: 'wrk', taskset: 'util-linux' };

function assertInstalled(): void {
  const missing = Object.entries(needed).filter(
    ([command]) => spawnSync('which', [command], { stdio: 'ignore' }).status !== 0,
  );
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name).join(' ');
  console.error(`missing: ${missing.map(([command]) => command).join(', ')}`);
  console.error(`Install it, on Debian with: apt-get install ${packages}`);
  process.exit(1);
}

/** wrk has no rate. */
function chosenTools(list: string, rate: number | undefined): readonly (keyof typeof tools)[] {
  const chosen = list.split(',');
  const able =
    rate === undefined ? ['steelyard', 'autocannon', 'wrk'] : ['steelyard', 'autocannon'];
  return (Object.keys(tools) as (keyof typeof tools)[]).filter(
    (name) => chosen.includes(name) && able.includes(name),
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '4' },
      rates: { type: 'string', default: '1000,5000,20000' },
      connections: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      tools: { type: 'string', default: Object.keys(tools).join() },
    },
  });
  assertInstalled();
  if (availableParallelism() < 2) throw new Error('this needs two cores');
  const seconds = Number(values.seconds);
  const connectionsFor = (rate = 0): number =>
    Number(values.connections ?? Math.max(CONNECTIONS_MIN, Math.ceil(rate * FREE_OF_WAITS_S)));
  const rates = values.rates.split(',').map(Number);
  // This process shares the cores with those it measures.
  collectAlone();
  const nginx = await startNginx({ core: SERVER_CORE });
  const { port } = nginx;
  const common = { port, url: `http://127.0.0.1:${port}/`, seconds };
  console.log(
    row(
      'times in µs',
      names.map((name) => name.padStart(CELL_COLUMNS)),
    ),
  );
  try {
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const rate of [...rates, undefined]) {
        for (const name of chosenTools(values.tools, rate)) {
          const connections = connectionsFor(rate);
          const asked = { ...common, name, connections, ...(rate === undefined ? {} : { rate }) };
          await compareWithWire(asked, tools[name]);
        }
      }
    }
  } finally {
    await nginx.stop();
  }
}

await main();
