import type { CommandTarget } from '../../harness/model/target.ts';

/** A server in a file of its own: `node server.mjs PORT [stubborn]`; `/die` ends it, `/sick` is. */
export const serverScript = `
import { createServer } from 'node:http';
if (process.argv[3] === 'stubborn') process.on('SIGTERM', () => console.log('no'));
createServer((request, response) => {
  if (request.url === '/die') { console.log('last words'); process.exit(7); }
  const early = request.url === '/health' && process.uptime() < 0.3;
  response.statusCode = early || request.url === '/sick' ? 503 : 200;
  response.end(process.env.MARK);
}).listen(Number(process.argv[2]), '127.0.0.1');
`;

/** The command that runs the script, which lies in the folder as `server.mjs`. */
export function serverIn(dir: string): string {
  return `${JSON.stringify(process.execPath)} ${dir}/server.mjs`;
}

export function commandTarget(command: string, more: Partial<CommandTarget> = {}): CommandTarget {
  const url = 'http://127.0.0.1:{port}';
  return { kind: 'command', name: 'mine', protocol: 'http1', command, url, ...more };
}
