import t from 'tap';
import { NS_PER_MS, NS_PER_S } from '../../../harness/model/units.ts';
import {
  figuresParts,
  healthText,
  keepsUp,
  phaseNowText,
  restText,
  stageText,
  titleText,
} from '../../../reports/live/live-text.ts';
import { TrialTimes } from '../../../reports/live/trial-times.ts';
import { closedLoad, somePlan, someSettings } from '../../support/some-plan.ts';
import { someProgress } from '../../support/some-progress.ts';

t.test('where a trial is', async (t) => {
  t.equal(stageText(someProgress), 'window 6 s of 13 s, 7 s left');
  t.equal(stageText({ ...someProgress, stage: 'starting' }), 'starting');
  const late = { ...someProgress, stage: 'drain', elapsedNs: 14 * NS_PER_S } as const;
  t.equal(stageText(late), 'drain 13 s of 13 s', 'never more than all');
});

t.test('which phase it is, where there are several', async (t) => {
  const ramp = { kind: 'ramp', fromPerSecond: 100, toPerSecond: 900, durationNs: 3 * NS_PER_S };
  const rest = { kind: 'poisson', ratePerSecond: 900, durationNs: 5 * NS_PER_S };
  const settings = { ...someSettings, warmupNs: 2 * NS_PER_S };
  const plan = { ...somePlan, settings, load: { model: 'open', phases: [ramp, rest] } } as const;
  const at = (seconds: number) =>
    phaseNowText(plan, { ...someProgress, elapsedNs: seconds * NS_PER_S });
  t.equal(at(2), 'phase 1 of 2, ramp 100/s to 900/s', 'the warm-up comes before');
  t.equal(at(4.9), 'phase 1 of 2, ramp 100/s to 900/s');
  t.equal(at(5), 'phase 2 of 2, poisson 900/s');
  t.equal(at(11), 'phase 2 of 2, poisson 900/s', 'a look may come late');
  t.equal(phaseNowText(plan, { ...someProgress, stage: 'warm-up' }), '');
  t.equal(phaseNowText(somePlan, someProgress), '', 'the only one needs no number');
  t.equal(phaseNowText({ ...somePlan, load: closedLoad }, someProgress), '');
});

t.test('what it is doing', async (t) => {
  const latencies = ['p50 400 µs', 'p99 1.2 ms', 'max 9 ms'];
  const quiet = ['1,998/s of 2,000/s', ...latencies, '990 in flight', 'no errors'];
  t.strictSame(figuresParts(someProgress), quiet);
  t.equal(figuresParts({ ...someProgress, offeredPerSecond: null })[0], '1,998/s');
  const failures = { status: 1200, timeout: 34 };
  const troubled = figuresParts({ ...someProgress, waiting: 12, failed: 1234, failures });
  t.strictSame(troubled.slice(-2), ['12 waiting', 'failed: 1,200 status, 34 timeout']);
  const early = figuresParts({ ...someProgress, responseNsP50: null, responseNsP99: null });
  t.strictSame(early.slice(1, 3), ['p50 –', 'p99 –']);
});

t.test('whether the harness keeps up: as the rule of pacing has it', async (t) => {
  t.equal(healthText(someProgress), 'generator keeps up: requests leave 3.2 µs late');
  t.equal(healthText({ ...someProgress, lateNs: null }), 'nothing sent in the last second');
  const late = { ...someProgress, lateNs: 4 * NS_PER_MS };
  t.equal(healthText(late), 'generator too slow: requests leave 4 ms late');
  t.notOk(keepsUp(late));
  t.ok(keepsUp({ ...late, responseNsP99: 100 * NS_PER_MS }), 'beside 100 ms it is little');
  t.ok(keepsUp({ ...someProgress, lateNs: null, responseNsP99: null }));
});

t.test('which trial it is', async (t) => {
  const position = { index: 1, of: 6 };
  t.equal(titleText(somePlan, position), '2 of 6: fastify on 1 server, open, poisson 1,000/s');
  const closed = { ...somePlan, servers: 4, load: closedLoad };
  t.equal(titleText(closed, position), '2 of 6: fastify on 4 servers, closed, 8 clients');
  const unknown = { index: 1, of: Number.POSITIVE_INFINITY };
  t.match(titleText(somePlan, unknown), /^2: fastify/);
});

t.test('how long all of it will take', async (t) => {
  const times = new TrialTimes();
  times.started(100 * NS_PER_S);
  t.equal(times.leftNs({ index: 0, of: 4 }, 105 * NS_PER_S), null, 'nothing is known yet');
  times.finished(110 * NS_PER_S);
  times.started(110 * NS_PER_S);
  t.equal(times.leftNs({ index: 1, of: 4 }, 113 * NS_PER_S), 27 * NS_PER_S, '7 s and 2 of 10 s');
  t.equal(times.leftNs({ index: 1, of: 4 }, 125 * NS_PER_S), 20 * NS_PER_S, 'never less than none');
  t.equal(times.leftNs({ index: 1, of: Number.POSITIVE_INFINITY }, 113 * NS_PER_S), null);
  t.equal(restText(27 * NS_PER_S), 'about 27 s left in all');
  t.equal(restText(150 * NS_PER_S), 'about 3 min left in all');
  t.equal(restText(null), '');
});
