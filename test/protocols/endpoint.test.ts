import t from 'tap';
import { HarnessError } from '../../harness/model/harness-error.ts';
import { endpointOf } from '../../harness/protocols/endpoint.ts';
import { localhostCertificate } from '../support/tls/localhost-certificate.ts';

const secure = { insecure: false };

t.test('takes a URL apart', async (t) => {
  const cases = [
    ['http://127.0.0.1:8080/a?b=c', '127.0.0.1', 8080, '127.0.0.1:8080', '/a?b=c'],
    ['http://example.test', 'example.test', 80, 'example.test', '/'],
    ['http://example.test:80/', 'example.test', 80, 'example.test', '/'],
    ['HTTP://EXAMPLE.test:443/#top', 'example.test', 443, 'example.test:443', '/'],
    ['http://[::1]:3000/', '::1', 3000, '[::1]:3000', '/'],
    ['tcp://127.0.0.1:9000', '127.0.0.1', 9000, '127.0.0.1:9000', ''],
  ] as const;
  for (const [url, host, port, authority, path] of cases) {
    t.strictSame(endpointOf(url, secure), { endpoint: { host, port, authority }, path }, url);
  }
});

t.test('knows which schemes mean TLS, and what is trusted', async (t) => {
  const ca = localhostCertificate.cert;
  t.match(endpointOf('https://a.test/', secure).endpoint, {
    port: 443,
    authority: 'a.test',
    tls: { servername: 'a.test', verify: true },
  });
  t.strictSame(endpointOf('tls://[::1]:9000', { insecure: true, ca }).endpoint.tls, {
    servername: '::1',
    verify: false,
    ca,
  });
  t.equal(endpointOf('http://a.test/', { insecure: true, ca }).endpoint.tls, undefined);
});

t.test('refuses what leads nowhere', async (t) => {
  const cases: readonly (readonly [url: string, says: RegExp, next: RegExp])[] = [
    ['127.0.0.1:8080', /"127.0.0.1:8080" is not a URL/, /http:\/\//],
    ['localhost:8080', /is not a URL/, /http:\/\//],
    ['http://', /is not a URL/, /http:\/\//],
    ['http://a.test:99999/', /is not a URL/, /http:\/\//],
    ['htp://a.test/', /scheme "htp"/, /Did you mean "http"\? Known: http, https, tcp, tls/],
    ['gopher://a.test/', /scheme "gopher"/, /^Known: http/],
    ['tcp://a.test', /names no port/, /tcp:\/\/a.test:PORT/],
    ['tcp://a.test:0', /port 0/, /PORT/],
    ['http://me:secret@a.test/', /URL a.test has a user name/, /Authorization/],
    ['tcp://:9000', /is not a URL|names no host/, /tcp|http/],
  ];
  for (const [url, says, next] of cases) {
    const error = t.throws(() => endpointOf(url, secure), HarnessError, url) as HarnessError;
    t.equal(error.exit, 'usage');
    t.match(error.message, says);
    t.match(error.next, next);
    t.notMatch(error.message, /secret/);
  }
  t.throws(() => endpointOf('https://a.test/', { insecure: false, ca: 'no certificate' }), {
    exit: 'usage',
    message: /PEM/,
  });
});

t.test('knows the schemes of the protocols it is given', async (t) => {
  const redis = { name: 'redis', about: '', schemes: ['redis'], defaultPorts: { redis: 6379 } };
  const known = [{ ...redis, prepare: () => null, connect: () => t.fail('not asked') as never }];
  t.equal(endpointOf('redis://a.test', secure, known).endpoint.port, 6379);
  const error = t.throws(() => endpointOf('http://a.test/', secure, known)) as HarnessError;
  t.equal(error.next, 'Known: redis.');
});
