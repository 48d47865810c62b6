/** Load balancers that we put in front of a target's servers: found, configured, started by us. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { HarnessError } from '../model/harness-error.ts';
import type { Balancer, CommandTarget } from '../model/target.ts';
import { startCommandServer } from './command-server.ts';
import { freePorts } from './free-ports.ts';
import type { HostedServer } from './hosted-server.ts';
import { addressOf } from './readiness.ts';
import type { Reaper } from './reaper.ts';
import type { StartOptions } from './server-process.ts';

/** Connections to each server that are kept open for the next request. */
const IDLE_MAX = 256;

interface Software {
  configure(port: number, servers: readonly string[], folder: string): string;
  /** What starts it in the foreground. */
  command(program: string, folder: string): string;
}

// Bodies go through as they come: files in between would be of a user who may not write them.
const nginx: Software = {
  configure: (port, servers, folder) => `
worker_processes 1;
daemon off;
pid ${folder}/pid;
error_log stderr warn;
events { worker_connections 16384; }
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ')}
  keepalive_requests 100000000;
  client_max_body_size 0;
  proxy_request_buffering off;
  proxy_max_temp_file_size 0;
  upstream servers {
    ${servers.map((server) => `server ${server};`).join('\n    ')}
    keepalive ${IDLE_MAX};
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://servers;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }
  }
}
`,
  command: (program, folder) => `exec ${program} -p ${folder} -c ${folder}/balancer.conf`,
};

// Without a `maxconn` of ours, it takes as many connections as its file descriptors allow.
const haproxy: Software = {
  configure: (port, servers) => `
global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  option http-keep-alive
  http-reuse always
frontend all
  bind 127.0.0.1:${port}
  default_backend servers
backend servers
  balance roundrobin
${servers.map((server, index) => `  server s${index} ${server}`).join('\n')}
`,
  command: (program, folder) => `exec ${program} -db -f ${folder}/balancer.conf`,
};

const software: Readonly<Record<Balancer, Software>> = { nginx, haproxy };

/** Where programs of administrators are, which are not on everybody's path. */
const MORE = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The path of a program; undefined when there is none. */
function found(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Starts one worker of the balancer on a port of its own, which hands requests to the servers in
 * turn. Throws a usage error where it is not installed.
 */
export async function startBalancer(
  name: Balancer,
  servers: readonly HostedServer[],
  reaper: Reaper,
  options: StartOptions,
): Promise<HostedServer> {
  const program = found(name);
  if (program === undefined) {
    throw new HarnessError(
      'usage',
      `${name} is to stand in front of the servers, and is not installed.`,
      `Install it (on Debian: apt-get install ${name}), or leave the balancer out.`,
    );
  }
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), `steelyard-${name}-`));
  const addresses = servers.map(({ url }) => {
    const { host, port: own } = addressOf(url);
    return `${host}:${own}`;
  });
  const { configure, command } = software[name];
  writeFileSync(join(folder, 'balancer.conf'), configure(port, addresses, folder));
  const instance = { command: command(program, folder), url: `http://127.0.0.1:${port}/` };
  const target: CommandTarget = { kind: 'command', name, protocol: 'http1', ...instance };
  const label = `${name} in front of the servers`;
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await startCommandServer(target, instance, label, reaper, options);
    return { ...server, stop: () => server.stop().finally(clear) };
  } catch (error) {
    clear();
    throw error;
  }
}
