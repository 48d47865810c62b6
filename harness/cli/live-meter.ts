/** Shows a running session: a few lines redrawn on a terminal, plain lines elsewhere. */
import { createLogUpdate } from 'log-update';
import {
  figuresParts,
  healthText,
  keepsUp,
  type Position,
  phaseNowText,
  restText,
  resultText,
  stageText,
  titleText,
} from '../../reports/live/live-text.ts';
import { TrialTimes } from '../../reports/live/trial-times.ts';
import type { Observer, Progress } from '../model/progress.ts';
import type { TrialPlan } from '../model/trial.ts';
import { formatNs, NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { canRedraw, colorsOf } from './stream-colors.ts';

const BAR_COLUMNS_MAX = 40;
/** Between two plain lines; a log wants few. */
const PLAIN_NS = 5 * NS_PER_S;

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

/** Parts that belong together, in as many lines as a terminal of some width needs for them. */
export function fitted(parts: readonly string[], columns: number): string {
  const lines: string[] = [];
  for (const part of parts.filter((text) => text !== '')) {
    const longer = `${lines.at(-1)} · ${part}`;
    if (lines.length === 0 || longer.length > columns) lines.push(part);
    else lines[lines.length - 1] = longer;
  }
  return lines.join('\n');
}

function barText({ elapsedNs, totalNs }: Progress, columns: number): string {
  const share = Math.min(1, elapsedNs / Math.max(1, totalNs));
  const full = Math.round(share * columns);
  return `${'━'.repeat(full)}${'╌'.repeat(columns - full)}`;
}

type Screen = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

/** The p99 of so many seconds is drawn. */
const SECONDS_DRAWN = 40;
const SECONDS_LABEL = 'p99 by second';

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

/** The last seconds as far as there is room, and what the highest block stands for. */
function secondsText(values: readonly (number | null)[], columns: number): string {
  const room = Math.max(0, columns - SECONDS_LABEL.length - ' up to 1.23 ms '.length);
  const shown = room > 0 ? values.slice(-room) : [];
  const known = shown.filter((value) => value !== null);
  if (known.length === 0) return '';
  return `${SECONDS_LABEL} ${sparkline(shown)} up to ${formatNs(Math.max(...known))}`;
}

/** What is drawn of a running trial; `columns` is how wide it may be. */
function runningLines(
  { title, times, position, plan, past }: Running,
  progress: Progress,
  { columns, colors }: { readonly columns: number; readonly colors: ReturnType<typeof colorsOf> },
): readonly string[] {
  const stage = stageText(progress);
  const rest = restText(times.leftNs(position, clockNs()));
  const bar = barText(progress, Math.max(0, Math.min(BAR_COLUMNS_MAX, columns - stage.length - 1)));
  const paint = keepsUp(progress) ? colors.dim : colors.red;
  return [
    colors.bold(title),
    `${colors.cyan(bar)} ${stage}`,
    fitted([phaseNowText(plan, progress), rest], columns),
    fitted(figuresParts(progress), columns),
    paint(healthText(progress)),
    colors.dim(secondsText(past.see(progress), columns)),
  ].filter((line) => line !== '');
}

/** The trial that is shown. */
interface Running {
  readonly title: string;
  readonly plan: TrialPlan;
  readonly position: Position;
  readonly times: TrialTimes;
  readonly past: Seconds;
}

const clockNs = (): number => performance.now() * NS_PER_MS;

/** Redraws a few lines at each look, of which there are five a second. */
export function terminalMeter(screen: NodeJS.WriteStream): Observer {
  const draw = createLogUpdate(screen, { showCursor: true });
  const colors = colorsOf(screen);
  const times = new TrialTimes();
  let running: Running | undefined;
  let { columns } = screen;
  const show = (lines: readonly string[]): void => {
    // A terminal that got narrower has broken the old lines into more than were drawn; they are
    // left where they are, because drawing over them would hit the wrong ones.
    if (screen.columns < columns) draw.done();
    columns = screen.columns;
    draw(lines.join('\n'));
  };
  return {
    trialStarted(plan, position) {
      times.started(clockNs());
      running = { title: titleText(plan, position), plan, position, times, past: new Seconds() };
      show([colors.bold(running.title), colors.dim('servers start')]);
    },
    progress(progress) {
      if (running !== undefined) {
        show(runningLines(running, progress, { columns: screen.columns, colors }));
      }
    },
    trialFinished(trial) {
      times.finished(clockNs());
      draw.clear();
      screen.write(`${running?.title}: ${resultText(trial)}\n`);
    },
  };
}

/** A line when a trial starts, one every few seconds and one when it ends: for logs and pipes. */
export function plainMeter(screen: Pick<Screen, 'write'>): Observer {
  let nextNs = 0;
  let running: TrialPlan | undefined;
  return {
    trialStarted(plan, position) {
      nextNs = PLAIN_NS;
      running = plan;
      screen.write(`${titleText(plan, position)}\n`);
    },
    progress(progress) {
      if (running === undefined || progress.elapsedNs < nextNs) return;
      nextNs = progress.elapsedNs + PLAIN_NS;
      const parts = [
        ...[stageText(progress), phaseNowText(running, progress), ...figuresParts(progress)],
        keepsUp(progress) ? '' : healthText(progress),
      ];
      screen.write(`  ${fitted(parts, Number.POSITIVE_INFINITY)}\n`);
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
