/** The command line within this process: what is refused, and in which words. */
import t from 'tap';
import { isAnswer, readError } from '../../harness/cli/error-text.ts';
import { program } from '../../harness/cli/program.ts';

/** What a command line ends with before anything is measured. */
async function errorOf(line: string): Promise<unknown> {
  const words = line.split(' ').filter((word) => word !== '');
  const whole = await program(() => undefined, words[0]);
  for (const command of [whole, ...whole.commands]) {
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  try {
    await whole.parseAsync(words, { from: 'user' });
  } catch (error) {
    return error;
  }
  return undefined;
}

const refused = [
  ['rum', 'usage', /unknown command 'rum'/, /Did you mean run\?/],
  ['run', 'usage', /missing required argument 'target'/, /--help/],
  ['run fastify --rat 5', 'usage', /unknown option '--rat'/, /Did you mean --rate\?/],
  ['run fastify more', 'usage', /too many arguments/, /--help/],
  ['run fastfy', 'usage', /"fastfy"/, /Did you mean "fastify"\?/],
  ['run fastify --rate x', 'usage', /--rate, "x"/, /--rate 2000/],
  ['run fastify --rate 5 --duration 5', 'usage', /--duration "5"/, /10s/],
  ['run fastify --rate 5 --think 1s', 'usage', /'--think <time>' cannot be used/, /--help/],
  ['run fastify --live 80800', 'usage', /--live, "80800", is not a port/, /--live 8080/],
  ['run fastify --servers 0', 'usage', /--servers, "0"/, /digits/],
  ['run fastify --scenario ./no.mjs', 'scenario', /\.\/no\.mjs/, /list scenarios/],
  ['run fastify --ca ./no.pem', 'usage', /no\.pem/, /PEM/],
  ['run fastify --format htm', 'usage', /"htm"/, /Did you mean "html"\?/],
  ['compare fastify', 'usage', /nothing to compare fastify with/, /two or more/],
  ['compare fastify fastify', 'usage', /with itself/, /different/],
  ['compare fastify express --margin 0', 'usage', /"0", is not a share/, /5%/],
  ['compare fastify express --metric p99', 'usage', /tail, median/, /--help/],
  ['compare fastify express --until decided --repetitions 3', 'usage', /cannot be used/, /--help/],
  ['compare fastify express --until decided --blocks-max 2', 'usage', /from 3 on/, /digits/],
  ['compare fastify express --blocks-max 9', 'usage', /without --until/, /Add --until/],
  ['compare fastify express --force', 'usage', /--force changes nothing/, /Leave/],
  ['compare fastify a.json', 'usage', /fastify is a target, and a.json a record/, /measured now/],
  ['compare a.json b.json --rate 5', 'usage', /--rate changes nothing/, /Leave/],
  ['compare a.json b.json', 'usage', /Cannot read the record a.json/, /record.json/],
  ['compare fastify tcp-echo', 'usage', /speaks http1, but "tcp-echo" tcp/, /protocol/],
  ['scale fastify', 'usage', /no numbers of servers/, /--servers 1,2,4/],
  ['scale fastify --servers 1,1', 'usage', /names 1 twice/, /each number once/],
  ['scale fastify --servers 1', 'usage', /over 1 servers/, /1,2,4/],
  ['scale fastify --servers 1,2 --no-peak', 'usage', /neither a rate nor/, /load/],
  ['report', 'usage', /missing required argument 'records'/, /--help/],
  ['report ./no.json', 'usage', /\.\/no\.json/, /record\.json/],
  ['report ./no.json --format pdf', 'usage', /"pdf"/, /Known: html/],
  ['doctor --duration 3', 'usage', /--duration "3"/, /10s/],
  ['doctor --duration 0s', 'usage', /--duration 0s/, /some time/],
  ['run fastify --load quiet', 'usage', /no load|load called "quiet"/, /loads/],
  ['run fastify --config ./no.yaml', 'usage', /no configuration no.yaml/, /init/],
  ['config demo', 'usage', /"demo" is no command that measures/, /config run/],
  ['list target', 'usage', /"target"/, /Did you mean "targets"\?/],
] as const;

t.test('mistakes are named, with a next step', async (t) => {
  for (const [line, exit, message, next] of refused) {
    const text = readError(await errorOf(line));
    t.match(text, { exit, message, next }, line);
    t.notMatch(text?.message, /^error/, 'whoever prints it says that it is an error');
  }
});

t.test('help and version are answers', async (t) => {
  for (const line of ['--help', 'run --help', 'help run', '--version']) {
    t.ok(isAnswer(await errorOf(line)), line);
  }
  t.notOk(isAnswer(await errorOf('')), 'no command at all is not');
});

t.test('a bug of ours is not dressed up as a mistake of the user’s', async (t) => {
  t.equal(readError(new TypeError('x is not a function')), undefined);
  t.equal(readError('text'), undefined);
});

t.test('every command tells how it is used', async (t) => {
  const whole = await program(() => undefined);
  t.strictSame(
    whole.commands.map((command) => command.name()),
    [
      ...['run', 'compare', 'scale', 'capacity', 'gate', 'config', 'schema', 'init'],
      ...['import', 'report', 'history', 'list', 'demo', 'doctor'],
    ],
  );
  for (const command of whole.commands) {
    t.ok(command.description().length > 20, command.name());
    const alone = await program(() => undefined, command.name());
    t.strictSame(
      alone.commands.map((one) => one.name()),
      [command.name()],
      'a command is loaded without the others',
    );
  }
});
