/** Shows a running session on stderr: a few lines redrawn on a terminal, plain lines elsewhere. */
import { createLogUpdate } from 'log-update';
import type { Observer, Progress } from '../model/progress.ts';
import type { TrialPlan } from '../model/trial.ts';
import { formatCount, formatNs, formatRate, NS_PER_S } from '../model/units.ts';

const BAR_COLUMNS = 24;
/** Between two plain lines; a log wants few. */
const PLAIN_NS = 5 * NS_PER_S;

interface Screen extends Pick<NodeJS.WriteStream, 'write'> {
  readonly isTTY?: boolean;
}

const latency = (valueNs: number | null): string => (valueNs === null ? '–' : formatNs(valueNs));

const seconds = (ns: number): string => `${(ns / NS_PER_S).toFixed(0)} s`;

function bar(progress: Progress): string {
  const share = Math.min(1, progress.elapsedNs / Math.max(1, progress.totalNs));
  const full = Math.round(share * BAR_COLUMNS);
  return `${'━'.repeat(full)}${'╌'.repeat(BAR_COLUMNS - full)}`;
}

/** One look in words: what matters in a log line. */
export function progressText(progress: Progress): string {
  const { stage, elapsedNs, totalNs, completedPerSecond, failed, inFlight, waiting } = progress;
  const parts = [
    `${stage} ${seconds(Math.min(elapsedNs, totalNs))} of ${seconds(totalNs)}`,
    formatRate(completedPerSecond),
    `p50 ${latency(progress.responseNsP50)}, p99 ${latency(progress.responseNsP99)}`,
    `${formatCount(inFlight)} in flight`,
  ];
  if (waiting > 0) parts.push(`${formatCount(waiting)} waiting`);
  parts.push(failed === 0 ? 'no errors' : `${formatCount(failed)} failed`);
  return parts.join(' · ');
}

const planText = (plan: TrialPlan): string =>
  `${plan.target}, ${plan.servers} server${plan.servers === 1 ? '' : 's'}, ${plan.load.model} load`;

/** Redraws on a terminal; log-update knows about widths and wrapping. */
export function terminalMeter(screen: NodeJS.WriteStream): Observer {
  const draw = createLogUpdate(screen, { showCursor: true });
  let title = '';
  return {
    trialStarted(plan, { index, of }) {
      title = `trial ${index + 1} of ${of}: ${planText(plan)}`;
      draw(`${title}\nstarting …`);
    },
    progress(progress) {
      draw(`${title}\n${bar(progress)} ${progressText(progress)}`);
    },
    trialFinished() {
      draw.clear();
    },
  };
}

/** A line when a trial starts and every few seconds: for logs and pipes. */
export function plainMeter(screen: Screen): Observer {
  let nextNs = 0;
  return {
    trialStarted(plan, { index, of }) {
      nextNs = PLAIN_NS;
      screen.write(`trial ${index + 1} of ${of}: ${planText(plan)}\n`);
    },
    progress(progress) {
      if (progress.elapsedNs < nextNs) return;
      nextNs = progress.elapsedNs + PLAIN_NS;
      screen.write(`  ${progressText(progress)}\n`);
    },
    trialFinished: () => undefined,
  };
}

const silent: Observer = {
  trialStarted: () => undefined,
  progress: () => undefined,
  trialFinished: () => undefined,
};

/** The meter that fits: none when quiet, redrawn only on a terminal that is not a CI log. */
export function meterFor(
  screen: NodeJS.WriteStream,
  options: { readonly quiet: boolean; readonly ci: boolean },
): Observer {
  if (options.quiet) return silent;
  return screen.isTTY && !options.ci ? terminalMeter(screen) : plainMeter(screen);
}
