/**
 * Objectives as people write them:
 *
 *     objective  = figure [ "(" operation ")" ] comparison limit [ "each" time ]
 *     figure     = [ "response" | "service" ] percentile | "errors" | "throughput"
 *                | "cpu/request" | "memory"
 *     percentile = "p" number above 0 and below 100
 *     comparison = "<" | "<=" | ">" | ">="
 *     limit      = value | "baseline" [ ( "+" | "-" ) ( percentage | value ) ]
 *     value      = time | percentage | number "/s" | size, as the figure has it
 *
 * Percentiles are of the response times unless `service` is written.
 */
import { HarnessError } from '../../model/harness-error.ts';
import { nearest } from '../../model/registry.ts';
import { NS_PER_S, parseBytes, parseDurationNs, parseRate, parseShare } from '../../model/units.ts';
import { unreachable } from '../../model/unreachable.ts';
import { BATCHES_MIN } from '../../stats/batches.ts';
import {
  type Comparison,
  type FigureUnit,
  figureUnit,
  type Limit,
  type Objective,
  type ObjectiveFigure,
} from './objective.ts';

const figures: Readonly<Record<string, Exclude<ObjectiveFigure['kind'], 'latency'>>> = {
  errors: 'errors',
  throughput: 'throughput',
  'cpu/request': 'cpu',
  memory: 'memory',
};

const KNOWN_FIGURES =
  'p50, p99, p99.9 or any other percentile, errors, throughput, cpu/request, memory';

/** Shorter stretches hold too few seconds for the interval of a figure. */
const WINDOW_NS_MIN = BATCHES_MIN * NS_PER_S;

const examples: Readonly<Record<FigureUnit, string>> = {
  Ns: '50ms',
  Share: '0.1%',
  PerSecond: '5000/s',
  Bytes: '300MB',
};

const refuse = (message: string, next: string): HarnessError =>
  new HarnessError('usage', message, next);

/** Reads an objective such as `p99<50ms`. Throws a usage error that shows what would be valid. */
export function parseObjective(text: string): Objective {
  const parts = /^([^<>≤≥]*)(<=|>=|[<>≤≥])([^<>≤≥]*)$/.exec(text.trim());
  const [, left = '', sign = '', right = ''] = parts ?? [];
  if (parts === null || left.trim() === '' || right.trim() === '') {
    throw refuse(
      `The objective "${text}" is not a figure, a comparison and a limit.`,
      "Write one such as 'p99<50ms', in quotes, because a shell reads < and > itself.",
    );
  }
  const comparison = sign.replace('≤', '<=').replace('≥', '>=') as Comparison;
  const [, limitText = '', eachText] = /^(.*?)(?:\s+each\s+(.*))?$/.exec(right.trim()) ?? [];
  const { figure, operation } = readFigure(left.trim());
  const limit = readLimit(limitText.trim(), left.trim(), figure);
  const windowNs = eachText === undefined ? undefined : readWindow(eachText, figure, operation);
  checkReach(figure, comparison, limit, text);
  return {
    text: `${spaced(left)} ${comparison} ${spaced(right)}`,
    figure,
    ...(operation === undefined ? {} : { operation }),
    comparison,
    limit,
    ...(windowNs === undefined ? {} : { windowNs }),
  };
}

/** The same of a record, which anybody may have written; undefined for what is no objective. */
export function recordedObjective(text: unknown): Objective | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseObjective(text);
  } catch (error) {
    if (error instanceof HarnessError) return undefined;
    throw error;
  }
}

const spaced = (text: string): string => text.trim().replace(/\s+/g, ' ');

type Subject = Pick<Objective, 'figure' | 'operation'>;

function readFigure(text: string): Subject {
  const [, name = '', operation] = /^([^(]*?)\s*(?:\((.*)\))?$/.exec(text) ?? [];
  const figure = readPercentile(name) ?? readNamed(name === '' ? text : name);
  if (operation === undefined) return { figure };
  if (figure.kind !== 'latency' && figure.kind !== 'errors') {
    throw refuse(
      `The figure ${name} is not known of one operation, "${operation}".`,
      'Percentiles and errors are, such as p99(checkout) or errors(checkout).',
    );
  }
  if (operation.trim() === '') {
    throw refuse(
      `In "${text}" there is no operation between the parentheses.`,
      `Name one of the scenario's, such as ${name}(checkout), or write ${name} for all.`,
    );
  }
  return { figure, operation: operation.trim() };
}

function readPercentile(name: string): ObjectiveFigure | undefined {
  const parts = /^(?:(response|service)\s+)?p(\d+(?:\.\d+)?)$/.exec(name);
  if (parts === null) return undefined;
  const percent = Number(parts[2]);
  if (percent <= 0 || percent >= 100) {
    throw refuse(
      `There is no percentile p${parts[2]} to hold something to.`,
      'Take one above p0 and below p100, such as p99 or p99.9.',
    );
  }
  return { kind: 'latency', of: parts[1] === 'service' ? 'service' : 'response', percent };
}

function readNamed(name: string): ObjectiveFigure {
  const kind = Object.hasOwn(figures, name) ? figures[name] : undefined;
  if (kind !== undefined) return { kind };
  const guess = nearest(name, Object.keys(figures));
  throw refuse(
    `There is no figure called "${name}".`,
    `${guess ? `Did you mean "${guess}"? ` : ''}Known: ${KNOWN_FIGURES}.`,
  );
}

function readLimit(text: string, of: string, figure: ObjectiveFigure): Limit {
  const unit = figureUnit(figure);
  if (!text.startsWith('baseline')) {
    return { kind: 'absolute', value: readValue(text, `limit of ${of},`, unit) };
  }
  const parts = /^baseline(?:\s*([+-])\s*(.+))?$/.exec(text);
  if (parts === null) {
    throw refuse(
      `The limit of ${of}, "${text}", is not the baseline with something added.`,
      `Write baseline, baseline + 5% or baseline + ${examples[unit]}.`,
    );
  }
  const [, sign, amount] = parts;
  if (amount === undefined) return { kind: 'baseline', factor: 1, plus: 0 };
  const signed = sign === '-' ? -1 : 1;
  const what = `part of the limit of ${of},`;
  // A share of errors has percentages of its own: + 0.1% then means as many percentage points.
  if (amount.trim().endsWith('%') && unit !== 'Share') {
    return { kind: 'baseline', factor: 1 + signed * parseShare(amount, what), plus: 0 };
  }
  return { kind: 'baseline', factor: 1, plus: signed * readValue(amount, what, unit) };
}

function readValue(text: string, what: string, unit: FigureUnit): number {
  switch (unit) {
    case 'Ns':
      return parseDurationNs(text, what);
    case 'Share':
      return parseShare(text, what);
    case 'PerSecond':
      return parseRate(text, what);
    case 'Bytes':
      return parseBytes(text, what);
    default:
      return unreachable(unit);
  }
}

function readWindow(text: string, figure: ObjectiveFigure, operation?: string): number {
  if (operation !== undefined || figure.kind === 'memory') {
    const what = operation === undefined ? 'Memory' : `The operation ${operation} alone`;
    throw refuse(
      `${what} is recorded for the whole window only, not for each ${text}.`,
      'Leave the "each" out.',
    );
  }
  const windowNs = parseDurationNs(text, 'time after "each"');
  if (windowNs >= WINDOW_NS_MIN) return windowNs;
  throw refuse(
    `Each ${text} is too short to say how well a figure is known.`,
    `Take each ${WINDOW_NS_MIN / NS_PER_S}s or more.`,
  );
}

/** What no run can show is refused at once, instead of never passing. */
function checkReach(
  { kind }: ObjectiveFigure,
  comparison: Comparison,
  limit: Limit,
  text: string,
): void {
  const isUpper = comparison === '<' || comparison === '<=';
  const isShare = kind === 'errors' && limit.kind === 'absolute';
  if (limit.kind === 'absolute' && isUpper && limit.value === 0) {
    throw refuse(
      `No run can show that "${text}" holds: nothing is known to be exactly 0.`,
      kind === 'errors'
        ? 'Allow a few, such as errors<0.1%.'
        : 'Give it a limit above 0, such as p99<50ms.',
    );
  }
  if (isShare && (isUpper ? limit.value > 1 : limit.value >= 1)) {
    throw refuse(
      `A share of requests is 100 % at most, so "${text}" says nothing.`,
      'Take a limit between 0% and 100%, such as errors<0.1%.',
    );
  }
}
