/**
 * The gate between git revisions of a sample project: a server that keeps its processor busy for a
 * millisecond with each request, beside itself and beside one that takes 20 % longer. The slower
 * one is to fail every time, the same one never. Server and generator are pinned apart.
 *
 *     npm run bench:gate -- [--runs 10] [--rate 150] [--blocks N] [--seconds 2] [--longer 20]
 *
 * `--longer` in percent; without `--blocks` as many as the gate takes by itself, 8 to 18. Eight
 * take about a minute, and there are two kinds of run.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '../../harness/model/exit-code.ts';
import { RECORD_FILE, readRecord } from '../../harness/session/store.ts';
import { steelyard } from '../support/steelyard.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    rate: { type: 'string', default: '150' },
    blocks: { type: 'string' },
    seconds: { type: 'string', default: '2' },
    longer: { type: 'string', default: '20' },
  },
});
const runs = Number(values.runs);

const server = (busyMs: number): string => `
import { createServer } from 'node:http';
createServer((request, response) => {
  const end = performance.now() + ${busyMs};
  while (performance.now() < end);
  response.end('done');
}).listen(process.env.PORT, '127.0.0.1');
`;

const cwd = mkdtempSync(join(tmpdir(), 'steelyard-gate-'));
const git = (...args: readonly string[]): void => {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org'];
  execFileSync('git', [...identity, ...args], { cwd });
};
const commit = (busyMs: number, message: string): void => {
  writeFileSync(join(cwd, 'server.mjs'), server(busyMs));
  git('add', 'server.mjs');
  git('commit', '--quiet', '--allow-empty', '-m', message);
};

/** What a run found. */
async function claims(out: string): Promise<string> {
  const { findings } = await readRecord(join(out, RECORD_FILE));
  return findings.map(({ verdict, claim }) => `${verdict}: ${claim}`).join('\n    ');
}

/** Says why a run did not end as it should. */
async function repeat(about: string, base: string, head: string, right: readonly number[]) {
  const ended = new Map<number | null, number>();
  for (let run = 1; run <= runs; run++) {
    const out = join(cwd, `out-${head.replace('~', '-')}-${run}`);
    const { code, stderr } = await steelyard(
      [
        ...['gate', 'http://127.0.0.1:{port}/', '--start', 'PORT={port} node server.mjs'],
        ...['--base-rev', base, '--head-rev', head, '--rate', values.rate, '--seed', `${run}`],
        ...['--duration', `${values.seconds}s`, '--warmup', '1s'],
        ...(values.blocks === undefined ? [] : ['--repetitions', values.blocks]),
        ...['--pin', '--quiet', '--out', out],
      ],
      { cwd },
    );
    ended.set(code, (ended.get(code) ?? 0) + 1);
    if (code === null || !right.includes(code))
      console.log(`  run ${run}: ${await claims(out).catch(() => stderr)}`);
  }
  const words = { 0: 'pass', 99: 'fail', 111: 'inconclusive', 112: 'invalid' } as const;
  const told = [...ended].map(([code, count]) => {
    const word = words[code as keyof typeof words] ?? `exit ${code}`;
    return `${word} ${count}`;
  });
  console.log(`${about}: ${told.join(', ')} of ${runs}`);
}

try {
  git('init', '--quiet', '--initial-branch=main');
  commit(1, 'as it was');
  commit(1, 'the same again');
  commit(1 + Number(values.longer) / 100, 'slower');
  await repeat(`${values.longer} % longer`, 'main~1', 'main', [exitCodes.failed.code]);
  const { pass, inconclusive } = exitCodes;
  await repeat('the same again', 'main~2', 'main~1', [pass.code, inconclusive.code]);
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
