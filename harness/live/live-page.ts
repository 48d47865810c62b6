/** The live page, as the command that measures has it: an observer, and an end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { html } from '../../reports/formats/html.ts';
import { type LiveAbout, liveResult } from '../../reports/live/live-session.ts';
import { siblingFile, siblingFlags } from '../host/sibling.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Observer, Progress } from '../model/progress.ts';
import type { RunRecord } from '../model/record.ts';
import { NS_PER_S } from '../model/units.ts';
import { crossing, type LiveNews, type LiveOrder, type LiveReply } from './live-message.ts';

/** Longer than the page's process gives those who look. */
const END_MS = 6000;

export interface LivePage {
  readonly url: string;
  readonly pid: number;
  readonly observer: Observer;
  /** Turns the page into the report; resolves when whoever looks has it. */
  turnInto(records: readonly RunRecord[]): Promise<void>;
  /** Says on the page why there will be none. */
  fail(why: string): Promise<void>;
}

/** Starts the page's process and resolves when it can be looked at. Throws a usage error if not. */
export async function startLivePage(port: number, about: LiveAbout): Promise<LivePage> {
  const order: LiveOrder = { port, about };
  const child = fork(siblingFile('../entries/live-page'), [JSON.stringify(order)], {
    execArgv: [...siblingFlags()],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const reply = await replyOf(child);
  if (reply.kind === 'refused') {
    child.disconnect();
    throw new HarnessError(
      'usage',
      `Cannot serve the live page: ${reply.why}.`,
      'Give --live another port, or none to get any that is free.',
    );
  }
  const tell = (news: LiveNews): void => {
    // A page that is gone is no reason to stop measuring.
    if (child.connected) child.send(news, () => undefined);
  };
  return {
    url: reply.url,
    pid: child.pid ?? 0,
    observer: observerOf(tell),
    async turnInto(records) {
      tell({ kind: 'over', report: html.render(records) });
      await ended(child);
    },
    async fail(why) {
      tell({ kind: 'failed', why });
      await ended(child);
    },
  };
}

/** What the process says first, or how it ended without a word. */
async function replyOf(child: ChildProcess): Promise<LiveReply> {
  const over = new AbortController();
  const { signal } = over;
  const refused = (why: string): LiveReply => ({ kind: 'refused', why });
  const mute = once(child, 'exit', { signal }).then(
    ([code]) => refused(`its process ended with ${code}`),
    (error: unknown) => refused(String(error)),
  );
  const said = once(child, 'message', { signal }).then(([reply]): LiveReply => reply);
  // It fails where the other one tells why.
  said.catch(() => undefined);
  try {
    return await Promise.race([said.catch(() => mute), mute]);
  } finally {
    over.abort();
  }
}

/** Tells of a trial once a second: more often nothing is drawn. */
function observerOf(tell: (news: LiveNews) => void): Observer {
  let told: Progress | undefined;
  const secondOf = ({ elapsedNs }: Progress): number => Math.floor(elapsedNs / NS_PER_S);
  return {
    trialStarted(plan, position) {
      told = undefined;
      tell({ kind: 'started', plan, position: crossing(position) });
    },
    progress(progress) {
      const isNews = told?.stage !== progress.stage || secondOf(told) !== secondOf(progress);
      if (!isNews) return;
      told = progress;
      tell({ kind: 'progress', progress });
    },
    trialFinished: (trial) => tell({ kind: 'finished', result: liveResult(trial) }),
  };
}

/** Waits for the process, but not for ever. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const deadline = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await once(child, 'exit');
  clearTimeout(deadline);
}
