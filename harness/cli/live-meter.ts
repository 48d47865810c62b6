/** Shows a running session: a few lines redrawn on a terminal, plain lines elsewhere. */
import { createLogUpdate } from 'log-update';
import { loadText } from '../../reports/load-text.ts';
import type { Observer, Progress } from '../model/progress.ts';
import type { TrialRecord } from '../model/record.ts';
import type { TrialPlan } from '../model/trial.ts';
import { formatCount, formatNs, formatRate, NS_PER_S } from '../model/units.ts';
import { canRedraw, colorsOf } from './stream-colors.ts';

const BAR_COLUMNS_MAX = 40;
/** Between two plain lines; a log wants few. */
const PLAIN_NS = 5 * NS_PER_S;

const latency = (valueNs: number | null): string => (valueNs === null ? '–' : formatNs(valueNs));

const seconds = (ns: number): string => `${Math.floor(ns / NS_PER_S)} s`;

/** Where the trial is and how long it will take: `window 6 s of 13 s, 7 s left`. */
export function stageText({ stage, elapsedNs, totalNs }: Progress): string {
  if (stage === 'starting' || stage === 'stopping') return stage;
  const leftNs = totalNs - elapsedNs;
  const left = leftNs > 0 ? `, ${Math.ceil(leftNs / NS_PER_S)} s left` : '';
  return `${stage} ${seconds(Math.min(elapsedNs, totalNs))} of ${seconds(totalNs)}${left}`;
}

/** What the last second was like, and what has failed so far. */
export function figuresText(progress: Progress): string {
  const { completedPerSecond, offeredPerSecond, inFlight, waiting } = progress;
  const offered = offeredPerSecond === null ? '' : ` of ${formatRate(offeredPerSecond)}`;
  const parts = [
    `${formatRate(completedPerSecond)}${offered}`,
    `p50 ${latency(progress.responseNsP50)}`,
    `p99 ${latency(progress.responseNsP99)}`,
    `max ${latency(progress.responseNsMax)}`,
    `${formatCount(inFlight)} in flight`,
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    failuresText(progress),
  ];
  return parts.join(' · ');
}

/** What has failed since the start, by kind. */
function failuresText({ failures, failed }: Progress): string {
  if (failed === 0) return 'no errors';
  const kinds = Object.entries(failures).map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return `failed: ${kinds.join(', ')}`;
}

/** How the harness itself does: by how much requests leave late through its own fault. */
export const healthText = ({ lateNs }: Progress): string =>
  lateNs === null ? 'nothing sent in the last second' : `requests leave ${formatNs(lateNs)} late`;

const BLOCKS = '▁▂▃▄▅▆▇█';

/** Values as a row of blocks, the largest the highest; a gap where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const largest = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return ' ';
      return BLOCKS[Math.round((value / Math.max(1, largest)) * (BLOCKS.length - 1))];
    })
    .join('');
}

function barText({ elapsedNs, totalNs }: Progress, columns: number): string {
  const share = Math.min(1, elapsedNs / Math.max(1, totalNs));
  const full = Math.round(share * columns);
  return `${'━'.repeat(full)}${'╌'.repeat(columns - full)}`;
}

/** `2 of 6: fastify on 1 server, open, poisson 2,000/s`. */
export function titleText(
  plan: TrialPlan,
  { index, of }: { readonly index: number; readonly of: number },
): string {
  const servers = plan.servers === 1 ? '1 server' : `${plan.servers} servers`;
  const position = Number.isFinite(of) ? `${index + 1} of ${of}` : `${index + 1}`;
  return `${position}: ${plan.target} on ${servers}, ${loadText(plan.load)}`;
}

/** One line about a trial that is over. */
export function resultText({ throughputPerSecond, latency: all, verdict }: TrialRecord): string {
  const { p50, p99 } = all.response.percentilesNs;
  const rate = formatRate(throughputPerSecond);
  const figures = `${rate}, response p50 ${latency(p50)}, p99 ${latency(p99)}`;
  return verdict === 'pass' ? figures : `${figures} (${verdict})`;
}

type Screen = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** The p99 of so many seconds is drawn. */
const SECONDS_DRAWN = 40;

/** One value a second, the last of each. */
class Seconds {
  readonly #values: (number | null)[] = [];
  #second = -1;

  see({ elapsedNs, responseNsP99 }: Progress): readonly (number | null)[] {
    const second = Math.floor(elapsedNs / NS_PER_S);
    if (second !== this.#second) this.#values.push(null);
    this.#second = second;
    this.#values[this.#values.length - 1] = responseNsP99;
    if (this.#values.length > SECONDS_DRAWN) this.#values.shift();
    return this.#values;
  }
}

/** Redraws four lines at each look, of which there are five a second. */
function terminalMeter(screen: NodeJS.WriteStream): Observer {
  const draw = createLogUpdate(screen, { showCursor: true });
  const colors = colorsOf(screen);
  let title = '';
  let past = new Seconds();
  let columns = screen.columns;
  const show = (...lines: readonly string[]): void => {
    // A terminal that got narrower has broken the old lines into more than were drawn; they are
    // left where they are, because drawing over them would hit the wrong ones.
    if (screen.columns < columns) draw.done();
    columns = screen.columns;
    draw(lines.join('\n'));
  };
  return {
    trialStarted(plan, position) {
      title = titleText(plan, position);
      past = new Seconds();
      show(colors.bold(title), colors.dim('starting'));
    },
    progress(progress) {
      const stage = stageText(progress);
      const room = screen.columns - stage.length - 2;
      const bar = barText(progress, Math.max(0, Math.min(BAR_COLUMNS_MAX, room)));
      const drawn = `p99 by second ${colors.cyan(sparkline(past.see(progress)))}`;
      show(
        colors.bold(title),
        `${colors.cyan(bar)} ${stage}`,
        figuresText(progress),
        colors.dim(`${healthText(progress)} · ${drawn}`),
      );
    },
    trialFinished(trial) {
      draw.clear();
      screen.write(`${title}: ${resultText(trial)}\n`);
    },
  };
}

/** A line when a trial starts, one every few seconds and one when it ends: for logs and pipes. */
export function plainMeter(screen: Pick<Screen, 'write'>): Observer {
  let nextNs = 0;
  return {
    trialStarted(plan, position) {
      nextNs = PLAIN_NS;
      screen.write(`${titleText(plan, position)}\n`);
    },
    progress(progress) {
      if (progress.elapsedNs < nextNs) return;
      nextNs = progress.elapsedNs + PLAIN_NS;
      screen.write(`  ${stageText(progress)} · ${figuresText(progress)}\n`);
    },
    trialFinished(trial) {
      screen.write(`  ${resultText(trial)}\n`);
    },
  };
}

const silent: Observer = {
  trialStarted: () => undefined,
  progress: () => undefined,
  trialFinished: () => undefined,
};

/** The meter that fits the stream: none when quiet, redrawn only where that can be seen. */
export function meterFor(screen: NodeJS.WriteStream, quiet: boolean): Observer {
  if (quiet) return silent;
  return canRedraw(screen, process.env) ? terminalMeter(screen) : plainMeter(screen);
}
