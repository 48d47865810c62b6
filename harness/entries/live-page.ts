/**
 * The process of the live page. It draws and serves what the command tells it of, at the lowest
 * priority, so that what is drawn takes no time from what is measured, and ends with the command.
 */
import { livePage, liveRegions } from '../../reports/live/live-page.ts';
import { LiveSession } from '../../reports/live/live-session.ts';
import { stepBack } from '../host/low-priority.ts';
import {
  crossed,
  type LiveEnd,
  type LiveNews,
  type LiveOrder,
  type LiveReply,
} from '../live/live-message.ts';
import { LiveServer } from '../live/live-server.ts';
import { NS_PER_MS } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';

const nowNs = (): number => Math.round(performance.now() * NS_PER_MS);

const tell = (reply: LiveReply): void => {
  process.send?.(reply);
};

async function serve({ port, about }: LiveOrder): Promise<void> {
  const session = new LiveSession(about);
  const server = await LiveServer.listen(port, {
    page: () => livePage(session, nowNs()),
    regions: () => liveRegions(session, nowNs()),
  });
  process.on('message', async (news: LiveNews) => {
    if (news.kind === 'over') await server.turnInto(news.report);
    else if (news.kind === 'failed') await server.fail(news.why);
    else {
      hear(session, news);
      server.changed();
      return;
    }
    process.exit(0);
  });
  tell({ kind: 'ready', url: server.url });
}

function hear(session: LiveSession, news: Exclude<LiveNews, LiveEnd>): void {
  switch (news.kind) {
    case 'started':
      session.trialStarted(news.plan, crossed(news.position), nowNs());
      break;
    case 'progress':
      session.progress(news.progress);
      break;
    case 'finished':
      session.trialFinished(news.result, nowNs());
      break;
    default:
      unreachable(news);
  }
}

// An interrupt from the keyboard is for the command, which then says how to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit(0));
// It may have gone while this was being loaded; then the event has passed unheard.
if (!process.connected) process.exit(0);
stepBack();
serve(JSON.parse(process.argv[2] ?? '{}')).catch((error: unknown) =>
  tell({ kind: 'refused', why: error instanceof Error ? error.message : String(error) }),
);
