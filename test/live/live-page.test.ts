/** The live page's process, as the command has it. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import t from 'tap';
import { startLivePage } from '../../harness/live/live-page.ts';
import { EventReader } from '../support/event-reader.ts';
import { madeTrial } from '../support/made-trial.ts';
import { emptyRecord } from '../support/sample-record.ts';
import { somePlan } from '../support/some-plan.ts';
import { atSecond } from '../support/some-progress.ts';

const about = { title: 'steelyard run: fastify', outDir: 'out' };

/** Field 19 of proc(5)'s stat; the name in brackets may hold blanks. */
function niceOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

t.test('shows what the observer sees, and becomes the report', async (t) => {
  const page = await startLivePage(0, about);
  const { observer } = page;
  observer.trialStarted(somePlan, { index: 0, of: Number.POSITIVE_INFINITY });
  const reader = new EventReader(`${page.url}events`);
  let all: Record<string, string> = {};
  const until = async (id: string, text: RegExp): Promise<void> => {
    while (!text.test(all[id] ?? '')) {
      const event = await reader.next();
      if (event === undefined) throw new Error(`the stream ended before ${text}`);
      all = { ...all, ...(event.data as Record<string, string>) };
    }
  };
  await until('live-trial', /^1: fastify on 1 server/);
  observer.progress(atSecond(1));
  await until('live-figures', /1,998\/s/);
  observer.progress(atSecond(1.2, { completedPerSecond: 5 }));
  observer.progress(atSecond(2, { completedPerSecond: 7 }));
  await until('live-figures', /[57]\/s/);
  t.match(all['live-figures'], '7/s', 'told once a second');
  observer.trialFinished(madeTrial(somePlan, { requests: 1000, responseNs: () => 1e6 }));
  await until('live-finished', /500\/s/);

  const ended = page.turnInto([emptyRecord()]);
  t.match(await reader.next(), { name: 'over' });
  const report = await fetch(`${page.url}report`);
  t.match(await report.text(), /<title>.*<\/title>/);
  await ended;
  await t.rejects(fetch(page.url));
});

const procfs = process.platform === 'linux' ? {} : { skip: 'priorities are read from /proc' };

t.test(
  'has the lowest priority in every thread, and is not slowed by nobody',
  procfs,
  async (t) => {
    const page = await startLivePage(0, about);
    const threads = readdirSync(`/proc/${page.pid}/task`);
    t.ok(threads.length > 1);
    for (const thread of threads) {
      const stat = readFileSync(`/proc/${page.pid}/task/${thread}/stat`, 'latin1');
      t.equal(niceOf(stat), 19);
    }
    t.equal(niceOf(readFileSync('/proc/self/stat', 'latin1')), 0, 'ours is as it was');
    await page.turnInto([emptyRecord()]);
  },
);

t.test('a port that is taken is a mistake with a next step', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const refused = { exit: 'usage', message: /EADDRINUSE/, next: /--live another port/ };
  await t.rejects(startLivePage(port, about), refused);
  server.close();
});

t.test('a page that is gone disturbs nothing', async (t) => {
  const page = await startLivePage(0, about);
  process.kill(page.pid, 'SIGKILL');
  page.observer.trialStarted(somePlan, { index: 0, of: 1 });
  await page.turnInto([emptyRecord()]);
  page.observer.progress(atSecond(1));
  await page.fail('anything');
  t.pass('both ended');
});
