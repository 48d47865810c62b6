/** Response percentiles of several conditions on one logarithmic axis, a line of text for each. */
import { formatNs } from '../harness/model/units.ts';
import { logTicks, roundedLog } from './charts/axis-ticks.ts';
import type { Condition } from './condition.ts';
import { labelsAmong } from './condition-labels.ts';
import { latencyNs } from './latency-figure.ts';
import { plainText } from './plain-text.ts';

/** Those that matter most come first: where two would overlap, the later one is not written. */
const PERCENTS = [50, 99, 90, 99.9];
/** More would no longer be a glance. */
const CONDITIONS_MAX = 8;
const ROOM_MAX = 72;
/** Narrower than this nothing is told apart, so that labels get lines of their own. */
const ROOM_MIN = 36;
const BETWEEN = 2;

/** A text and the column at which it begins. */
interface Mark {
  readonly at: number;
  readonly text: string;
}

interface Strip {
  readonly label: string;
  readonly percentiles: readonly { readonly percent: number; readonly ns: number }[];
}

/** Heading and lines; none where fewer than two conditions have something to show. */
export function percentileStrips(conditions: readonly Condition[], width: number): string[] {
  const labels = labelsAmong(conditions);
  const known = conditions
    .map((condition, at) => stripOf(condition, labels[at] ?? ''))
    .filter(({ percentiles }) => percentiles.length > 1);
  if (known.length < 2) return [];
  const strips = known.slice(0, CONDITIONS_MAX);
  const labelWidth = Math.max(...strips.map(({ label }) => label.length)) + BETWEEN;
  const isBeside = width - labelWidth >= ROOM_MIN;
  const indent = isBeside ? labelWidth : BETWEEN;
  const room = Math.min(ROOM_MAX, width - indent);
  const values = strips.flatMap(({ percentiles }) => percentiles.map(({ ns }) => ns));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [roundedLog(low, 'down'), Math.max(roundedLog(high, 'up'), low * 2)];
  const at = (ns: number) => Math.round((Math.log(ns / from) / Math.log(to / from)) * (room - 1));
  const lines = strips.flatMap(({ label, percentiles }) => {
    const drawn = stripText(
      percentiles.map(({ percent, ns }) => ({ at: at(ns), text: `${percent}` })),
      room,
    );
    const strip = `${' '.repeat(indent)}${drawn}`;
    return isBeside ? [`${label.padEnd(indent)}${drawn}`] : [label, strip];
  });
  const ticks = logTicks(from, to, formatNs).map((tick) => ({
    at: at(tick.at),
    text: `│${tick.text}`,
  }));
  const axis = `${' '.repeat(indent)}${markText(placed(ticks, room))}`;
  const left = known.length - strips.length;
  return [
    'Response percentiles: each number begins where its percentile is; the axis is logarithmic',
    ...lines,
    axis,
    ...(left > 0 ? [`and ${left} more`] : []),
  ].map((line) => line.trimEnd());
}

const stripOf = (condition: Condition, label: string): Strip => ({
  label: plainText(label),
  percentiles: PERCENTS.flatMap((percent) => {
    const ns = latencyNs(condition, 'response', percent);
    return ns === null ? [] : [{ percent, ns }];
  }),
});

/** Those that do not overlap an earlier one, moved left where the line would end before. */
function placed(marks: readonly Mark[], room: number): Mark[] {
  const taken: Mark[] = [];
  for (const { at, text } of marks) {
    const start = Math.max(0, Math.min(at, room - text.length));
    const isFree = taken.every(
      (other) => start + text.length < other.at || other.at + other.text.length < start,
    );
    if (isFree) taken.push({ at: start, text });
  }
  return taken.sort((a, b) => a.at - b.at);
}

function markText(marks: readonly Mark[], between = ' '): string {
  return marks.reduce((line, { at, text }) => {
    const gap = line === '' ? ' '.repeat(at) : between.repeat(Math.max(0, at - line.length));
    return `${line}${gap}${text}`;
  }, '');
}

const stripText = (marks: readonly Mark[], room: number): string =>
  markText(placed(marks, room), '─');
