/** What the live page says, as markup: the figures of the terminal, and the report's charts. */
import t from 'tap';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import { livePage, livePolicy, liveRegions } from '../../../reports/live/live-page.ts';
import { LiveSession, liveResult } from '../../../reports/live/live-session.ts';
import { madeTrial } from '../../support/made-trial.ts';
import { somePlan, someSettings } from '../../support/some-plan.ts';
import { atSecond } from '../../support/some-progress.ts';

const about = { title: 'steelyard run: fastify', outDir: 'steelyard-out/run-1' };
const result = liveResult(
  madeTrial(somePlan, { requests: 1000, responseNs: () => NS_PER_MS, verdict: 'pass' }),
);
const warm = { ...somePlan, settings: { ...someSettings, warmupNs: 3 * NS_PER_S } };

/** One trial over, the second one six seconds on its way. */
function sessionAt(plan = warm): LiveSession {
  const session = new LiveSession(about);
  session.trialStarted(plan, { index: 0, of: 3 }, 0);
  session.progress(atSecond(1));
  session.trialFinished(result, 10 * NS_PER_S);
  session.trialStarted(plan, { index: 1, of: 3 }, 10 * NS_PER_S);
  for (let second = 1; second <= 6; second++) session.progress(atSecond(second));
  return session;
}

t.test('before the first trial, and while servers start', async (t) => {
  const session = new LiveSession(about);
  t.match(liveRegions(session, 0), {
    title: '0 % · steelyard run: fastify',
    'live-trial': 'Starting',
    'live-stage': /servers start/,
    'live-figures': '',
    'live-rate-drawing': /Nothing to draw yet/,
    'live-finished': /None yet/,
  });
  session.trialStarted(warm, { index: 0, of: 3 }, 0);
  t.match(liveRegions(session, 0), {
    'live-trial': '1 of 3: fastify on 1 server, open, poisson 1,000/s',
    'live-stage': /servers start/,
  });
});

t.test('while a trial goes on', async (t) => {
  const regions = liveRegions(sessionAt(), 16 * NS_PER_S);
  t.match(regions, {
    title: '46 % · steelyard run: fastify',
    'live-trial': /^2 of 3: fastify/,
    'live-stage': /<progress max="13" value="6" .*window 6 s of 13 s, 7 s left · about 14 s left/s,
  });
  const figures = regions['live-figures'] ?? '';
  for (const [term, text] of [
    ['offered', '2,000/s'],
    ['answered', '1,998/s'],
    ['response p50', '400 µs'],
    ['response p99', '1.2 ms'],
    ['response max', '9 ms'],
    ['in flight', '990'],
    ['errors since the start', 'no errors'],
    ['the harness itself', 'generator keeps up: requests leave 3.2 µs late'],
  ]) {
    t.match(figures, `<dt>${term}</dt><dd>${text}</dd>`);
  }
  t.match(regions['live-rate-drawing'], /^<svg.*offered.*answered.*failed.*<\/svg>$/s);
  t.match(regions['live-latency-drawing'], /^<svg.*p50.*<\/svg>$/s);
  t.match(regions['live-finished'], /<caption[^>]*>In the order.*500\/s.*1 ms.*pass/s);
});

t.test('a generator that is late stands out', async (t) => {
  const session = sessionAt();
  session.progress(atSecond(7, { lateNs: 5 * NS_PER_MS }));
  t.match(liveRegions(session, 0)['live-figures'], /class="wide late".*generator too slow/s);
});

t.test('a load that nothing answers has no latencies to draw', async (t) => {
  const session = new LiveSession(about);
  session.trialStarted(warm, { index: 0, of: 1 }, 0);
  const none = { responseNsP50: null, responseNsP99: null, responseNsMax: null };
  session.progress(atSecond(1, { ...none, completed: 0, failed: 9, failures: { connect: 9 } }));
  const regions = liveRegions(session, 0);
  t.match(regions['live-rate-drawing'], /9 connect/);
  t.match(regions['live-latency-drawing'], 'Nothing to draw yet');
});

t.test('of many trials the last ones are shown', async (t) => {
  const session = new LiveSession(about);
  for (let index = 0; index < 150; index++) {
    session.trialStarted(warm, { index, of: 150 }, 0);
    session.trialFinished(result, 0);
  }
  const table = liveRegions(session, 0)['live-finished'] ?? '';
  t.match(table, 'The last 100 of 150');
  t.equal(table.match(/<tr>/g)?.length, 102, 'and two rows of titles');
});

t.test('names from outside are text', async (t) => {
  const target = '</style><script>alert(1)</script>"\u202e';
  const session = sessionAt({ ...warm, target });
  const hostile = new LiveSession({ title: `run: ${target}`, outDir: target });
  for (const page of [livePage(hostile, 0), livePage(session, 0)]) {
    t.equal(page.match(/<script/g)?.length, 1, 'its own');
    t.notMatch(page, '\u202e');
  }
  const { title: _, ...regions } = liveRegions(session, 0);
  t.notMatch(Object.values(regions).join(''), /<script|<\/style/);
});

t.test('the page allows its own script and style, by their hashes, and nothing else', async (t) => {
  t.match(
    livePolicy,
    /^default-src 'none'; style-src 'sha256-\S{44}'; script-src 'sha256-\S{44}';/,
  );
  t.match(livePolicy, "connect-src 'self'");
  t.match(livePolicy, "frame-ancestors 'none'");
  t.notMatch(livePolicy, 'unsafe');
  const page = livePage(sessionAt(), 0);
  t.match(page, '<noscript><meta http-equiv="refresh" content="2"/></noscript>');
  t.match(page, 'steelyard-out/run-1');
});
