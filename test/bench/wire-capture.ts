import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Captured {
  /** The pcap file's bytes. */
  readonly file: Buffer;
  /** Packets that the kernel had no room for; 0 or nothing of the capture can be believed. */
  readonly dropped: number;
}

export interface WireCapture {
  /** Ends it. Rejects when tcpdump failed. */
  stop(): Promise<Captured>;
}

/** Enough for Ethernet, IPv4 and TCP headers with options. */
const SNAPLEN_BYTES = 96;
const BUFFER_KIB = 64 * 1024;
/** What tcpdump's reading lags behind at most: the timeout of its packet ring, and room. */
const SETTLE_MS = 1500;

/** The length of an IPv4 packet without its headers is not 0; see pcap-filter(7). */
const HAS_DATA = '(((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)';

export interface CaptureOptions {
  readonly port: number;
  /** The core tcpdump is pinned to; the kernel takes the times, whatever core reads them. */
  readonly core: number;
}

/** Begins to write down the segments with data to and from a port on loopback. */
export async function startCapture({ port, core }: CaptureOptions): Promise<WireCapture> {
  const dir = mkdtempSync(join(tmpdir(), 'steelyard-wire-'));
  const path = join(dir, 'wire.pcap');
  // Into a file that is open already: tcpdump gives up the rights to open files before it writes.
  const args = ['-i', 'lo', '-n', '-w', '-', '-s', `${SNAPLEN_BYTES}`, '-B', `${BUFFER_KIB}`];
  const rest = ['--time-stamp-precision=nano', `tcp port ${port} and ${HAS_DATA}`];
  const output = openSync(path, 'w');
  // The kernel keeps what it has not read yet, so it can wait for the server beside it.
  const pinned = ['-c', `${core}`, 'nice', '-n', '19', 'tcpdump', ...args, ...rest];
  const child: ChildProcess = spawn('taskset', pinned, {
    stdio: ['ignore', output, 'pipe'],
  });
  closeSync(output);
  const ended = once(child, 'close');
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  while (!said.includes('listening on') && child.exitCode === null) await sleep(20);
  const fail = (): never => {
    rmSync(dir, { recursive: true, force: true });
    throw new Error(`tcpdump ended: ${said.trim()}\nIt may need root to listen on loopback.`);
  };
  if (child.exitCode !== null) fail();
  return {
    async stop() {
      await sleep(SETTLE_MS);
      child.kill('SIGINT');
      const [code] = await ended;
      if (code !== 0) fail();
      const file = readFileSync(path);
      rmSync(dir, { recursive: true, force: true });
      return { file, dropped: Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0) };
    },
  };
}
