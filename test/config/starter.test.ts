import { join } from 'node:path';
import t from 'tap';
import { checkConfig } from '../../harness/config/config-file.ts';
import { starterFor } from '../../harness/config/starter.ts';
import { parseYamlText } from '../../harness/validation/yaml-text.ts';

const packageJson = (start: string) => JSON.stringify({ scripts: { start } });

/** What a folder shows, the target that follows, and what is said of it. */
const folders = [
  [{}, { module: 'node-http' }, /No start script/],
  [
    { 'package.json': JSON.stringify({ scripts: { dev: 'vite' } }) },
    { module: 'node-http' },
    /is not measured yet.*command: 'npm run dev'/s,
  ],
  [
    { 'package.json': '{}', 'server.js': 'http.createServer(f).listen(process.env.PORT)' },
    { command: 'PORT={port} npm start' },
    /node server.js\) takes its port from PORT/,
  ],
  [{ 'package.json': 'not JSON' }, { module: 'node-http' }, /No start script/],
  [{ 'package.json': packageJson('next start -p 4000') }, { url: /:4000\// }, /port 4000/],
  [
    { 'package.json': packageJson('node app.mjs'), 'app.mjs': 'app.listen({ port: 8080 })' },
    { command: 'npm start', url: 'http://127.0.0.1:8080/' },
    /port 8080/,
  ],
  [
    { 'package.json': packageJson('node app.mjs'), 'app.mjs': 'listen(process.env.PORT ?? 1)' },
    { command: 'PORT={port} npm start', url: 'http://127.0.0.1:{port}/' },
    /from PORT/,
  ],
  [
    {
      'package.json': JSON.stringify({ scripts: { start: 'node .' }, main: 'srv.js' }),
      'srv.js': 'const { HOST, PORT = 3000 } = process.env; listen(PORT);',
    },
    { command: 'PORT={port} npm start' },
    /from PORT/,
  ],
  [
    {
      'package.json': packageJson('node --enable-source-maps ./src'),
      src: { 'index.js': 'listen(81)' },
    },
    { url: 'http://127.0.0.1:81/' },
    /port 81/,
  ],
  [{ 'package.json': packageJson('./serve') }, { url: /:3000\// }, /mend the url/],
] as const;

t.test('the target follows from what the folder shows', async (t) => {
  for (const [at, [files, app, seen]] of folders.entries()) {
    const starter = starterFor(join(t.testdir({ [`${at}`]: files }), `${at}`));
    const { value, placeOf } = parseYamlText(starter.text, starter.fileName, 'usage');
    t.match(checkConfig(value, placeOf), { targets: { app } }, starter.text);
    t.match(starter.seen.join('\n'), seen);
    const isOurs = 'module' in app;
    t.equal(starter.text.includes('# server is not measured yet'), isOurs, 'it is in the file');
  }
});

t.test('a project in TypeScript gets TypeScript', async (t) => {
  const { fileName, text } = starterFor(t.testdir({ 'tsconfig.json': '{}' }));
  t.equal(fileName, 'steelyard.config.ts');
  t.match(text, /^import \{ defineConfig \} from 'steelyard';/);
  t.match(text, "request: {\n            path: '/'");
});
