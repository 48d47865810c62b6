/** The shop's scenario as a module and as YAML sends the same requests for the same seed. */
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { readScenario } from '../../harness/cli/scenario-text.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import { shop as scenario } from '../../scenarios/shop.ts';
import { shop } from '../../targets/shop.ts';
import { shortTrial } from '../support/short-trial.ts';

/** So many say that all are the same; among them are some visits to the end. */
const REQUESTS = 40;

/** A shop behind something that writes down what it is asked. */
async function recordedShop(t: Test, enough: AbortController) {
  const server = await shop.start({});
  const asked: string[] = [];
  const front = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      asked.push(`${method} ${path} ${headers.cookie ?? '-'} ${body}`);
      if (asked.length === REQUESTS) enough.abort();
      const options = { host: '127.0.0.1', port: server.port, method, path, headers };
      const onward = httpRequest(options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    front.closeAllConnections();
    front.close();
    await server.close();
  });
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}/`, asked };
}

t.test('the same requests, cookies and order numbers included', async (t) => {
  const played = async (read: (url: string) => Promise<Scenario>): Promise<readonly string[]> => {
    const enough = new AbortController();
    const { url, asked } = await recordedShop(t, enough);
    const interrupted = shortTrial({
      target: { kind: 'url', name: 'shop', protocol: 'http1', url },
      scenario: await read(url),
      // One client at a time, so that the shop's own numbers come in the same order, too.
      load: { model: 'closed', clients: 1, thinkNs: 0, durationNs: 60e9 },
      settings: { connections: 1, warmupNs: 0 },
      outDir: t.testdir(),
      rest: { signal: enough.signal },
    });
    const ended = await interrupted.catch((error: unknown) => error);
    t.match(ended, { exit: 'interrupted' }, 'ends when there are enough');
    return asked.slice(0, REQUESTS);
  };
  const fromModule = await played(async () => scenario as Scenario);
  const fromYaml = await played(async (url) => {
    const dir = t.testdir({ 'shop.yaml': stringify(scenario) });
    const target = { kind: 'url', name: 'shop', protocol: 'http1', url } as const;
    return readScenario(join(dir, 'shop.yaml'), [target]);
  });
  t.equal(fromModule.length, REQUESTS);
  t.strictSame(fromYaml, fromModule);
  t.match(fromModule.join('\n'), /POST \/checkout shop=[\w-]+ /);
});
