/** What is said of a session that goes on, in the terminal and on the live page. */

import { serversText } from '../../harness/experiments/wording.ts';
import { PACING_FLOOR_NS, PACING_SHARE_MAX } from '../../harness/judge/pacing.ts';
import type { Load } from '../../harness/model/load.ts';
import type { Progress } from '../../harness/model/progress.ts';
import type { TrialRecord } from '../../harness/model/record.ts';
import type { TrialPlan } from '../../harness/model/trial.ts';
import { formatCount, formatNs, formatRate, NS_PER_S } from '../../harness/model/units.ts';
import { loadText, phaseText } from '../load-text.ts';

/** Which trial of how many; `of` is infinite where nobody knows yet. */
export interface Position {
  readonly index: number;
  readonly of: number;
}

/** A latency, or a dash where there is none. */
export const latencyText = (valueNs: number | null): string =>
  valueNs === null ? '–' : formatNs(valueNs);

const seconds = (ns: number): string => `${Math.floor(ns / NS_PER_S)} s`;

/** Where the trial is and how long it will take: `window 6 s of 13 s, 7 s left`. */
export function stageText({ stage, elapsedNs, totalNs }: Progress): string {
  if (stage === 'starting' || stage === 'stopping') return stage;
  const leftNs = totalNs - elapsedNs;
  const left = leftNs > 0 ? `, ${Math.ceil(leftNs / NS_PER_S)} s left` : '';
  return `${stage} ${seconds(Math.min(elapsedNs, totalNs))} of ${seconds(totalNs)}${left}`;
}

/** Which of a load's phases it is: `phase 2 of 3, poisson 900/s`; empty where there is only one. */
export function phaseNowText(plan: TrialPlan, { stage, elapsedNs }: Progress): string {
  const phases = phasesOf(plan.load);
  if (stage !== 'window' || phases.length < 2) return '';
  let endNs = plan.settings.warmupNs;
  const ends = phases.map(({ durationNs }) => {
    endNs += durationNs;
    return endNs;
  });
  const found = ends.findIndex((end) => elapsedNs < end);
  const index = found < 0 ? phases.length - 1 : found;
  const phase = phases[index];
  return phase ? `phase ${index + 1} of ${phases.length}, ${phaseText(phase)}` : '';
}

const phasesOf = (load: Load) => (load.model === 'open' ? load.phases : []);

/** What the last second was like, and what has failed so far. */
export function figuresParts(progress: Progress): readonly string[] {
  const { completedPerSecond, offeredPerSecond, inFlight, waiting } = progress;
  const offered = offeredPerSecond === null ? '' : ` of ${formatRate(offeredPerSecond)}`;
  return [
    `${formatRate(completedPerSecond)}${offered}`,
    `p50 ${latencyText(progress.responseNsP50)}`,
    `p99 ${latencyText(progress.responseNsP99)}`,
    `max ${latencyText(progress.responseNsMax)}`,
    `${formatCount(inFlight)} in flight`,
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    failuresText(progress),
  ];
}

/** What has failed since the start, by kind. */
export function failuresText({ failures, failed }: Progress): string {
  if (failed === 0) return 'no errors';
  const kinds = Object.entries(failures).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return `failed: ${kinds.join(', ')}`;
}

/**
 * Whether the harness itself keeps up: requests that leave later than the rule of pacing allows
 * would make the trial invalid. It judges percentiles at the end; a mean beyond its limit is worse.
 */
export function keepsUp({ lateNs, responseNsP99 }: Progress): boolean {
  const limitNs = Math.max(PACING_FLOOR_NS, PACING_SHARE_MAX * (responseNsP99 ?? 0));
  return (lateNs ?? 0) <= limitNs;
}

/** How the harness itself does: by how much requests leave late through its own fault. */
export function healthText(progress: Progress): string {
  const { lateNs } = progress;
  if (lateNs === null) return 'nothing sent in the last second';
  const late = `requests leave ${formatNs(lateNs)} late`;
  return keepsUp(progress) ? `generator keeps up: ${late}` : `generator too slow: ${late}`;
}

/** `2 of 6: fastify on 1 server, open, poisson 2,000/s`. */
export function titleText(plan: TrialPlan, { index, of }: Position): string {
  const position = Number.isFinite(of) ? `${index + 1} of ${of}` : `${index + 1}`;
  return `${position}: ${plan.target} on ${serversText(plan.servers)}, ${loadText(plan.load)}`;
}

/** One line about a trial that is over. */
export function resultText({ throughputPerSecond, latency, verdict }: TrialRecord): string {
  const { p50, p99 } = latency.response.percentilesNs;
  const rate = formatRate(throughputPerSecond);
  const figures = `${rate}, response p50 ${latencyText(p50)}, p99 ${latencyText(p99)}`;
  return verdict === 'pass' ? figures : `${figures} (${verdict})`;
}

/** `about 3 min left in all`; empty where that is not known. */
export function restText(leftNs: number | null): string {
  if (leftNs === null) return '';
  const rounded = leftNs < 90 * NS_PER_S ? NS_PER_S : 60 * NS_PER_S;
  const unit = rounded === NS_PER_S ? 's' : 'min';
  return `about ${Math.ceil(leftNs / rounded)} ${unit} left in all`;
}
