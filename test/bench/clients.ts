import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeRoot } from '../support/tidy/source-file.ts';
import { runCounted } from './children-cpu.ts';

/** What a client is to do. */
export interface ClientLoad {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly pipelining: number;
  readonly threads: number;
}

/** What it did, and what that cost the whole process. */
export interface ClientCost {
  readonly requests: number;
  readonly cpuSeconds: number;
}

/** Runs one client process to its end, on the cores of `cores` (as `taskset -c` reads them). */
export type Client = (load: ClientLoad, cores: string) => Promise<ClientCost>;

const pinned = (cores: string, command: string, args: readonly string[]) =>
  runCounted('taskset', ['-c', cores, command, ...args]);

/** wrk writes as many requests at once as a script hands it. */
function pipeliningScript(depth: number): string {
  const path = join(mkdtempSync(join(tmpdir(), 'steelyard-wrk-')), 'pipelining.lua');
  const script = `init = function()
  local all = {}
  for i = 1, ${depth} do all[i] = wrk.format() end
  whole = table.concat(all)
end
request = function() return whole end
`;
  writeFileSync(path, script);
  return path;
}

const wrk: Client = async ({ url, seconds, connections, pipelining, threads }, cores) => {
  const script = pipelining > 1 ? ['-s', pipeliningScript(pipelining)] : [];
  const args = [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, ...script, url];
  const { stdout, cpuSeconds } = await pinned(cores, 'wrk', args);
  return { requests: Number(/(\d+) requests in/.exec(stdout)?.[1]), cpuSeconds };
};

const steelyard: Client = async ({ url, seconds, connections, pipelining, threads }, cores) => {
  const args = [
    ...[join(import.meta.dirname, 'load-once.js'), url, '--connections', `${connections}`],
    ...['--seconds', `${seconds}`, '--pipelining', `${pipelining}`, '--workers', `${threads}`],
  ];
  const { stdout, cpuSeconds } = await pinned(cores, process.execPath, args);
  return { requests: JSON.parse(stdout).requests, cpuSeconds };
};

const autocannon: Client = async ({ url, seconds, connections, pipelining, threads }, cores) => {
  const args = [
    join(treeRoot(), 'node_modules', 'autocannon', 'autocannon.js'),
    ...['-c', `${connections}`, '-d', `${seconds}`, '-p', `${pipelining}`, '--json'],
    ...(threads > 1 ? ['-w', `${threads}`] : []),
    url,
  ];
  const { stdout, cpuSeconds } = await pinned(cores, process.execPath, args);
  return { requests: JSON.parse(stdout).requests.total, cpuSeconds };
};

export const clients: Readonly<Record<string, Client>> = { steelyard, wrk, autocannon };
