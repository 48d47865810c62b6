/** Secrets are in no output: not in a record, a report, a message, or what a run shows. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { exitCodes } from '../../harness/model/exit-code.ts';
import { loginServer } from '../support/login-server.ts';
import { steelyard } from '../support/steelyard.ts';

t.test('secrets are in no output at all', async (t) => {
  const server = await loginServer(t);
  server.wrongEvery = 1;
  const dir = t.testdir({
    'flow.yaml': `name: flow
setup:
  - name: enter
    request: { method: POST, path: /login, json: { user: root, password: "{{ secret.ROOT_PW }}" } }
    capture: { key: { json: $.token, secret: true } }
steps:
  - name: profile
    request:
      path: /profile/root
      auth: { bearer: "{{ key }}" }
      headers: { X-Key: "{{ secret.API_KEY }}" }
      expect: { json: { $.name: x } }
`,
  });
  const env = { ROOT_PW: 'pw-root', API_KEY: 'k3y-of-gold' };
  const words = ['run', server.url, '--scenario', 'flow.yaml', '--rate', '50', '--duration', '1s'];
  const ended = await steelyard(
    [...words, '--warmup', '0s', '--no-preflight', '--format', 'html,md,csv,junit', '--out', 'o'],
    { cwd: dir, env },
  );
  const files = ['record.json', 'report.html', 'report.md', 'report.csv', 'report.xml'];
  const texts = files.map((file) => readFileSync(join(dir, 'o', file), 'utf8'));
  const everything = [ended.stdout, ended.stderr, ...texts].join('\n');
  t.match(everything, 'Bearer (secret)', 'there was something to hide');
  for (const secret of [
    'pw-root',
    'k3y-of-gold',
    't-root',
    Buffer.from('t-root').toString('base64'),
  ]) {
    t.notMatch(everything, secret);
  }
  const unset = await steelyard(words, { cwd: dir });
  t.equal(unset.code, exitCodes.scenario.code);
  t.match(unset.stderr, /\{\{ secret\.(\w+) \}\} has no value: the environment has no \1\./);
});

t.test('secrets are hidden however deep an answer has them, and where it is cut', async (t) => {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { headers, url = '' } = request;
    const body = Buffer.concat(parts).toString();
    response.end(JSON.stringify({ said: JSON.stringify({ body, headers }), url }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const long = `eyJ${'Zm9v'.repeat(200)}`;
  const dir = t.testdir({
    'users.csv': 'name,password\nann,"pw ""&<quoted>"\n',
    'flow.yaml': `name: flow
data: { users: { file: users.csv, secret: [password] } }
steps:
  - name: deep
    request:
      method: POST
      path: /deep
      json: { inner: "{{ users.password }}" }
      auth: { basic: { user: "{{ users.name }}", password: "{{ users.password }}" } }
      expect: { json: { $.url: x } }
    onFailure: continue
  - name: cut
    request: { path: "/{{ secret.LONG }}", expect: { contains: "{{ secret.LONG }}!" } }
`,
  });
  const { port } = server.address() as AddressInfo;
  const words = ['run', `http://127.0.0.1:${port}/`, '--scenario', 'flow.yaml', '--rate', '50'];
  const formats = 'html,md,csv,json,junit,openmetrics,hgrm,hlog';
  const brief = ['--duration', '500ms', '--warmup', '0s', '--no-preflight', '--out', 'o'];
  const ended = await steelyard([...words, ...brief, '--format', formats], {
    cwd: dir,
    env: { LONG: long },
  });
  const texts = readdirSync(join(dir, 'o')).map((file) =>
    readFileSync(join(dir, 'o', file), 'utf8'),
  );
  t.equal(texts.length, 9, 'every format was written');
  const everything = [ended.stdout, ended.stderr, ...texts].join('\n');
  t.match(everything, 'Basic (secret)', 'there was something to hide');
  t.notMatch(everything, /quoted/);
  t.notMatch(everything, long.slice(0, 8));
});

t.test('a secret that cannot be sent is not told either', async (t) => {
  const server = await loginServer(t);
  const dir = t.testdir({
    'flow.yaml': `name: flow
steps:
  - name: profile
    request: { path: /profile/x, headers: { X-Key: "{{ secret.API_KEY }}" } }
`,
  });
  const env = { API_KEY: 'k3y-of-göld' };
  const words = ['run', server.url, '--scenario', 'flow.yaml', '--rate', '50', '--duration', '1s'];
  for (const more of [[], ['--no-preflight']]) {
    const rest = ['--warmup', '0s', '--out', `o${more.length}`, ...more];
    const { stdout, stderr } = await steelyard([...words, ...rest], { cwd: dir, env });
    t.match(
      `${stdout}${stderr}`.replaceAll(/\s+/g, ' '),
      /"\(secret\)" of the header X-Key cannot be sent/,
    );
    t.notMatch(`${stdout}${stderr}`, 'k3y-of');
  }
  t.notMatch(readFileSync(join(dir, 'o1', 'record.json'), 'utf8'), 'k3y-of');
});
