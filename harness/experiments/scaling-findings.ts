/** What more servers bring, in sentences. */
import { formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import type { GrowthLaw, Span } from './scaling-law.ts';
import { SIZES_MIN } from './scaling-law.ts';
import type { Growth, PeakStep } from './scaling-steps.ts';
import { listText, rateText, serversText } from './wording.ts';

/** Highest throughput against servers, the law that it follows, and the worth of the next one. */
export function growthFindings(target: string, growth: Growth): Finding[] {
  const { steps, law } = growth;
  const [first, ...more] = steps;
  const last = more.at(-1);
  if (first === undefined || last === undefined || first.perSecond === 0) {
    return [undecided('scaling', `Too little of ${target} was measured validly to tell.`)];
  }
  const start = `${peakText(first)} on ${serversText(first.servers)}`;
  const grown = more.map((step) => {
    const whole = shareText(step.efficiency);
    const share = step === last ? whole : shareText({ ...step.efficiency, low: null });
    return `${peakText(step)} on ${serversText(step.servers)} (${share} of linear)`;
  });
  const words = law === undefined ? noLawText(growth) : lawText(law, growth);
  return [
    {
      rule: 'scaling',
      verdict: 'pass',
      claim: `${target} peaks at ${listText([start, ...grown])}.${words}`,
      evidence: { ...peakEvidence(steps), ...(law ? lawEvidence(law, largest(growth)) : {}) },
      advice: '',
    },
    ...limitFindings(target, steps),
  ];
}

const peakText = ({ perSecond }: PeakStep): string =>
  rateText({ value: perSecond, atLeast: false, each: [] });

const peakEvidence = (steps: readonly PeakStep[]): Finding['evidence'] =>
  Object.fromEntries(steps.map((step) => [`answeredPerSecondOn${step.servers}`, step.perSecond]));

const largest = ({ steps }: Growth): number =>
  Math.max(...steps.filter(({ limit }) => limit === 'servers').map(({ servers }) => servers));

function lawEvidence(law: GrowthLaw, most: number): Finding['evidence'] {
  const spanned = (name: string, span: Span | null): Finding['evidence'] =>
    span === null
      ? {}
      : {
          [name]: span.value,
          ...(span.low === null ? {} : { [`${name}Low`]: span.low }),
          ...(span.high === null || !Number.isFinite(span.high)
            ? {}
            : { [`${name}High`]: span.high }),
        };
  return {
    law: law.fit.law,
    ...spanned('sigma', law.sigma),
    ...spanned('kappa', law.kappa),
    ...spanned('peakServers', law.peak),
    ...spanned('nextServerGain', law.gain(most, most + 1)),
  };
}

/** The law, where it peaks, and what the next server is worth. */
function lawText(law: GrowthLaw, growth: Growth): string {
  const most = largest(growth);
  const shape = {
    linear: 'It grows in proportion to its servers',
    amdahl: `It grows by Amdahl's law: ${shareText(law.sigma)} of the work is done one at a time`,
    usl: `It grows by the universal scalability law, σ ${shareText(law.sigma)}, ${kappaText(law)}`,
  }[law.fit.law];
  return ` ${shape}; ${nextText(law, most)}. ${peakOrNot(law, most)}`;
}

const kappaText = ({ fit }: GrowthLaw): string => `κ ${Number(fit.kappa.value.toPrecision(2))}`;

/** `4 → 5 servers would add 3 % [−1 %, 7 %]: not worth it`. */
function nextText(law: GrowthLaw, most: number): string {
  const gain = law.gain(most, most + 1);
  return `${most} → ${most + 1} servers would add ${shareText(gain)}: ${worthText(gain, most)}`;
}

/** A server is worth it that adds half of what it would add if all grew in proportion. */
function worthText({ low, high }: Span, servers: number): string {
  const half = 0.5 / servers;
  if (low === null || high === null) return 'whether that is so takes more repetitions to tell';
  if (low > half) return 'worth it';
  return high < half ? 'not worth it' : 'it cannot be told whether that is worth it';
}

function peakOrNot({ fit, peak, kappa }: GrowthLaw, most: number): string {
  if (fit.peak === null || peak === null) {
    return kappa === null
      ? 'Four or more numbers of servers would show a peak.'
      : `There is no peak within the data, and nothing is known beyond ${2 * most} servers.`;
  }
  const at = `its peak lies at ${spanText(peak, (value) => value.toFixed(1))} servers`;
  switch (fit.peak.where) {
    case 'within':
      return `Within what was measured, ${at}.`;
    case 'near':
      return `If the law holds beyond ${most} servers, ${at}; measure there before you rely on it.`;
    case 'far':
      return `If a peak there is, it lies far beyond ${2 * most} servers: too far for any guess.`;
  }
}

function noLawText({ steps }: Growth): string {
  const limited = steps.filter(({ limit }) => limit !== 'servers').length;
  if (limited > 0) return ' Too few numbers of servers met no other limit to show a law.';
  return ` It takes ${SIZES_MIN} numbers of servers to see by what law it grows.`;
}

/** Steps that show what the generator or the machine can do, and not the servers. */
function limitFindings(target: string, steps: readonly PeakStep[]): Finding[] {
  const limited = steps.filter(({ limit }) => limit !== 'servers');
  if (limited.length === 0) return [];
  const texts = limited.map(({ servers, limit, because }) => {
    const what = limit === 'host' ? 'this machine' : 'the generator';
    return `on ${serversText(servers)} ${what} (${because})`;
  });
  const host = limited.some(({ limit }) => limit === 'host');
  return [
    {
      rule: 'scaling-limit',
      verdict: 'inconclusive',
      claim:
        `Something other than ${target} was the limit: ${listText(texts)}. ` +
        'Its servers may do more there than was measured, and the law leaves that out.',
      evidence: Object.fromEntries(
        limited.map(({ servers, limit }) => [`limitOn${servers}`, limit]),
      ),
      advice: host
        ? 'Measure fewer servers, or on a machine with more processors.'
        : 'Use more --workers, if processors are free.',
    },
  ];
}

/** `98 % [97 %, 99 %]`. */
export const shareText = (span: Span): string => spanText(span, shortShare);

/** One decimal is as much as any interval of shares can bear. */
const shortShare = (value: number): string => formatShare(Math.round(value * 1000) / 1000);

function spanText({ value, low, high }: Span, write: (value: number) => string): string {
  if (low === null || high === null) return write(value);
  const end = Number.isFinite(high) ? write(high) : 'any number';
  return `${write(value)} [${write(low)}, ${end}]`;
}

export const undecided = (rule: string, claim: string): Finding => ({
  rule,
  verdict: 'inconclusive',
  claim,
  evidence: {},
  advice: 'See the findings of the trials; measure longer or more often.',
});
