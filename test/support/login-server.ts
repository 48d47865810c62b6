import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

/** A server with logins that notices every mix-up of its clients. */
export interface LoginServer {
  readonly url: string;
  /** Requests as they came: method, path, body and what matters of the header. */
  readonly asked: string[];
  /** Requests whose cookie is not that of the user they name. */
  mixedUp: number;
  /** Every so many answers to `/profile` is a wrong one; none when 0. */
  wrongEvery: number;
  /** Wrong answers so far. */
  wrong: number;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const sessionIn = (request: IncomingMessage): string =>
  /(?:^|; )sid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? '';

/** Listens until the end of the test. */
export async function loginServer(t: Test): Promise<LoginServer> {
  const users = new Map<string, string>();
  let profiles = 0;
  const state: LoginServer = { url: '', asked: [], mixedUp: 0, wrongEvery: 0, wrong: 0 };
  const answer = (response: ServerResponse, status: number, value: unknown): void => {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(value));
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { method, url = '/', headers } = request;
    state.asked.push(`${method} ${url} ${headers.authorization ?? '-'} ${body}`);
    if (url === '/login') {
      const { user, password } = JSON.parse(body) as { user: string; password: string };
      if (password !== `pw-${user}`) return answer(response, 401, { wrong: { user, password } });
      const sid = `s-${users.size}-${user}`;
      users.set(sid, user);
      response.setHeader('Set-Cookie', [`sid=${sid}; Path=/; HttpOnly`, 'seen=1']);
      return answer(response, 200, { token: `t-${user}`, user: { name: user } });
    }
    const [, kind, name = ''] = url.split('/');
    const user = users.get(sessionIn(request));
    if (kind === 'profile') {
      if (user !== name || headers.authorization !== `Bearer t-${name}`) state.mixedUp++;
      if (state.wrongEvery > 0 && ++profiles % state.wrongEvery === 0) {
        state.wrong++;
        return answer(response, 200, { name: 'nobody', token: headers.authorization });
      }
    }
    return answer(response, 200, { name: user ?? name, round: 7, ids: ['id-1', 'id-2', 'id-3'] });
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}/` });
}
