/** Scenarios out of command lines of curl. */
import t from 'tap';
import { curl } from '../../harness/importers/curl.ts';
import { checked } from '../support/imported-scenario.ts';

t.test('curl, as browsers copy it and as people write it', async (t) => {
  const cases: readonly (readonly [string, object])[] = [
    ['curl http://a.test/x?y=1', { path: '/x?y=1' }],
    [
      "curl -X PUT 'http://a.test/' -H 'X-A: b c' --data-raw '{\"a\": 1}'",
      { method: 'PUT', headers: { 'X-A': 'b c' }, body: '{"a": 1}' },
    ],
    [
      'curl -sS a.test -d a=1 -d b=2',
      {
        method: 'POST',
        path: '/',
        body: 'a=1&b=2',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
    ],
    ['curl -G a.test/s --data-urlencode "q=a b&c"', { path: '/s?q=a%20b%26c' }],
    ['curl a.test --json \'{"n":[1]}\'', { method: 'POST', json: { n: [1] } }],
    ['curl -I \\\n  a.test', { method: 'HEAD' }],
    [
      'curl -u ann:pw a.test',
      { auth: { basic: { user: 'ann', password: '{{ secret.PASSWORD }}' } } },
    ],
    [
      "curl a.test -H 'Authorization: Bearer x' -b 'sid=1'",
      { headers: { Authorization: '{{ secret.AUTHORIZATION }}', Cookie: '{{ secret.COOKIE }}' } },
    ],
    [
      'curl a.test -F a=1 -F "f=@logo.png;type=image/png"',
      { multipart: { a: '1', f: { file: 'logo.png', type: 'image/png' } } },
    ],
    [
      `curl a.test --data-raw $'{"a":"it\\'s \\u0021"}' -H 'content-type: application/json'`,
      { body: `{"a":"it's !"}`, headers: { 'content-type': 'application/json' } },
    ],
    [
      "curl a.test -H 'X-A;' -H 'User-Agent:' -r 0-9",
      { headers: { 'X-A': '', Range: 'bytes=0-9' } },
    ],
    ['curl a.test -d @b.json -H "Content-Type: application/json"', { file: 'b.json' }],
    ['curl a.test --json @b.json', { method: 'POST', file: 'b.json' }],
    ['curl -T up.txt a.test/up', { method: 'PUT', path: '/up', file: 'up.txt' }],
    ['curl --oauth2-bearer pw a.test', { auth: { bearer: '{{ secret.TOKEN }}' } }],
    [
      "curl a.test --form-string a=@x -F 'f=@x.png;filename=y.png;type=image/png'",
      { multipart: { a: '@x', f: { file: 'x.png', type: 'image/png', name: 'y.png' } } },
    ],
    ["curl 'a.test/?b=1' --url-query 'x=1 2'", { path: '/?b=1&x=1%202' }],
    [
      'curl --retry 3 --cacert x -4 -N -x http://p:1 --max-redirs 2 -D - --compressed a.test',
      { path: '/' },
    ],
    ['$ curl http://a.test/p#part -H "X-A: b#c"', { path: '/p', headers: { 'X-A': 'b#c' } }],
    ['curl a.test # as it was sent', { path: '/' }],
    [
      'curl "a.test/?q={{x}}" -d \'{"t":"{{y}}"}\'',
      { path: '/?q={{{{x}}', body: '{"t":"{{{{y}}"}' },
    ],
  ];
  for (const [line, request] of cases) {
    const made = curl.read(line);
    t.match(made.scenario.operations, [{ request }], line);
    t.notMatch(JSON.stringify(made), /pw|Bearer x|sid=1/);
    checked(made);
  }
});

t.test('curl that is not understood', async (t) => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['wget a.test', /begins with "wget"/],
    ['curl', /names no URL/],
    ['curl a.test b.test', /names 2 URLs/],
    ['curl --wrong a.test', /Unknown option '--wrong'/],
    ['curl a.test -d @body.json -d a=1', /body is the file body.json and something else/],
    ['curl a.test -d @-', /piped in/],
    ['curl a.test --data-urlencode x@f.txt', /encoded file f.txt/],
    ['curl a.test --digest -u a:b', /Unknown option '--digest'/],
    ['curl a.test | jq', /more than one command/],
    ['curl ^"http://a.test/^" ^\n -H ^"A: b^"', /command prompt of Windows/],
  ];
  for (const [line, says] of refused) t.throws(() => curl.read(line), { message: says }, line);
});

t.test('what curl says of time and of redirections', async (t) => {
  const made = curl.read('curl -L --max-time 2.5 a.test');
  checked(made);
  t.match(made.scenario, { redirects: 'follow', operations: [{ timeout: '2.5s' }] });
  const plain = curl.read('curl -m 0 a.test');
  t.notOk('redirects' in plain.scenario);
  t.match(plain.notes, ['--max-time 0 is no time and was left out.']);
});
