/** What one target does under one load, in a sentence, each figure with the interval it lies in. */
import type { Load } from '../model/load.ts';
import type { TrialRecord } from '../model/record.ts';
import {
  formatCount,
  formatNs,
  formatRange,
  formatRate,
  formatShare,
  NS_PER_S,
} from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import {
  errorShareInterval,
  type FigureInterval,
  responseInterval,
  throughputInterval,
} from './figure-interval.ts';
import { ceilingText } from './generator-ceiling.ts';
import { offeredPerSecond } from './measured.ts';
import { listText, serversText } from './wording.ts';

/** The tail that is asked for, and what is quoted where the run is too short for it. */
const tails = [99, 95, 90, 75, 50] as const;

interface Tail {
  readonly percent: (typeof tails)[number];
  readonly figure: FigureInterval;
}

interface Asked {
  readonly target: string;
  readonly servers: number;
  readonly load: Load;
}

/** The answer of `run`; the trials are the valid ones. */
export function runAnswer(asked: Asked, trials: readonly TrialRecord[]): Finding {
  const { target, servers, load } = asked;
  const subject = `${target} on ${serversText(servers)}`;
  if (trials.length === 0) return unanswered(`${subject} was not measured validly.`, 'See below.');
  const rate = throughputInterval(trials);
  const tail = bestTail(trials);
  if (tail === undefined) {
    const advice = 'Measure longer, or raise the rate.';
    return unanswered(`${subject} got too few requests for any percentile.`, advice);
  }
  const body = responseInterval(trials, 50);
  const errors = errorShareInterval(trials);
  const offered = offeredPerSecond({ name: target, trials });
  const of =
    load.model === 'open'
      ? ` of ${formatRate(offered ?? 0)} offered`
      : ` from ${clientsText(load.clients)} in a closed load`;
  const latencies = [
    ...(tail.percent === 50 || body.value === null ? [] : [`p50 ${figureText(body, roundNs)}`]),
    `p${tail.percent} ${figureText(tail.figure, roundNs)}`,
  ];
  const done = `${figureText(rate, formatRate)}${of}, response ${listText(latencies)}`;
  const failed =
    (errors.value ?? 0) > 0
      ? `; ${figureText(errors, formatShare)} of requests got no right answer`
      : '';
  const figures = [
    rate,
    ...(body.value === null ? [] : [body]),
    tail.figure,
    ...(failed === '' ? [] : [errors]),
  ];
  const ceiling = ceilingText(trials);
  const remark = `${intervalText(figures)}${tailText(tail, trials)}${ceiling && ` ${ceiling}`}`;
  return {
    rule: 'answer',
    verdict: 'pass',
    claim: `${subject} answered ${done}${failed}. ${remark}`,
    evidence: {
      ...figureEvidence('answeredPerSecond', rate),
      ...(offered === undefined ? {} : { offeredPerSecond: offered }),
      ...figureEvidence('responseNsP50', body),
      ...figureEvidence(`responseNsP${tail.percent}`, tail.figure),
      ...figureEvidence('errorShare', errors),
      repetitions: trials.length,
    },
    advice: '',
  };
}

/** The highest that has an interval; where none has, the highest that may be told without. */
function bestTail(trials: readonly TrialRecord[]): Tail | undefined {
  const all = tails.map((percent) => ({ percent, figure: responseInterval(trials, percent) }));
  const known = all.find(({ figure }) => figure.state === 'known');
  return known ?? all.find(({ figure }) => figure.value !== null);
}

const clientsText = (clients: number): string =>
  `${formatCount(clients)} client${clients === 1 ? '' : 's'}`;

const roundNs = (ns: number): string => formatNs(Math.round(ns));

/** `4.24 ms [4.12–4.38 ms]`; without an interval where there is none. */
function figureText(figure: FigureInterval, format: (value: number) => string): string {
  const value = `${figure.atLeast ? '≥ ' : ''}${format(figure.value ?? 0)}`;
  return figure.state === 'known' ? `${value} [${formatRange(figure, format)}]` : value;
}

/** What the brackets are, or why there are none. */
function intervalText(figures: readonly FigureInterval[]): string {
  const runs = figures[0]?.runs ?? 0;
  const unknown = figures.filter((figure) => figure.state === 'too-few');
  const neededNs = Math.max(0, ...unknown.map((figure) => figure.windowNsNeeded));
  if (unknown.length === figures.length) {
    return `Too short to tell how well this is known: that takes about ${wholeSeconds(neededNs)}.`;
  }
  const missing =
    unknown.length > 0 ? ` What has none would take about ${wholeSeconds(neededNs)}.` : '';
  if (runs === 1) return `In brackets: 95 % intervals, of this run alone.${missing}`;
  const more = runs === 2 ? ', which a third would narrow to about a third' : '';
  return `In brackets: 95 % intervals over ${runs} runs${more}.${missing}`;
}

/** What the percentile that was asked for would take. */
function tailText({ percent }: Tail, trials: readonly TrialRecord[]): string {
  if (percent === tails[0]) return '';
  const wanted = responseInterval(trials, tails[0]);
  if (wanted.state === 'known') return '';
  return ` A p${tails[0]} would take about ${wholeSeconds(wanted.windowNsNeeded)} of such load.`;
}

/** Rounded up, as it is a least. */
const wholeSeconds = (ns: number): string => formatNs(Math.ceil(ns / NS_PER_S) * NS_PER_S);

function figureEvidence(name: string, figure: FigureInterval): Record<string, number> {
  const { value } = figure;
  if (value === null) return {};
  if (figure.state === 'too-few') return { [name]: value };
  const high = Number.isFinite(figure.high) ? { [`${name}High`]: figure.high } : {};
  return { [name]: value, [`${name}Low`]: figure.low, ...high };
}

const unanswered = (claim: string, advice: string): Finding => ({
  rule: 'answer',
  verdict: 'inconclusive',
  claim,
  evidence: {},
  advice,
});
