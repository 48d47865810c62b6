import { unreachable } from '../../model/unreachable.ts';

/** What an objective is about. */
export type ObjectiveFigure =
  | { readonly kind: 'latency'; readonly of: 'response' | 'service'; readonly percent: number }
  | { readonly kind: 'errors' }
  | { readonly kind: 'throughput' }
  | { readonly kind: 'cpu' }
  | { readonly kind: 'memory' };

/** Which side of the limit is good. */
export type Comparison = '<' | '<=' | '>' | '>=';

/** The limit: a value, or what a baseline showed, times a factor and plus something. */
export type Limit =
  | { readonly kind: 'absolute'; readonly value: number }
  | { readonly kind: 'baseline'; readonly factor: number; readonly plus: number };

/** Something that must hold, in the harness's own units: ns, bytes, per second, shares of 1. */
export interface Objective {
  /** As it was written, with single spaces. */
  readonly text: string;
  readonly figure: ObjectiveFigure;
  /** Of this operation alone. */
  readonly operation?: string;
  readonly comparison: Comparison;
  readonly limit: Limit;
  /** It must hold in every stretch of so long, and not only in the whole. */
  readonly windowNs?: number;
}

/** What a figure is called in a sentence: `response p99`. */
export function figureName({ figure, operation }: Pick<Objective, 'figure' | 'operation'>): string {
  const of = operation === undefined ? '' : ` of ${operation}`;
  switch (figure.kind) {
    case 'latency':
      return `${figure.of} p${figure.percent}${of}`;
    case 'errors':
      return `error share${of}`;
    case 'throughput':
      return 'throughput';
    case 'cpu':
      return 'processor time per right answer';
    case 'memory':
      return 'memory';
    default:
      return unreachable(figure);
  }
}

/** The unit of a figure as the last word of a name, such as `Ns`. */
export type FigureUnit = 'Ns' | 'Share' | 'PerSecond' | 'Bytes';

/** What a figure is measured in. */
export function figureUnit({ kind }: ObjectiveFigure): FigureUnit {
  switch (kind) {
    case 'latency':
    case 'cpu':
      return 'Ns';
    case 'errors':
      return 'Share';
    case 'throughput':
      return 'PerSecond';
    case 'memory':
      return 'Bytes';
    default:
      return unreachable(kind);
  }
}

/** Whether a figure beside a limit is on its good side. */
export function isWithin(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    default:
      return unreachable(comparison);
  }
}

/** The strictest absolute limit on a latency, in ns; undefined where there is none. */
export function latencyLimit(objectives: readonly Objective[]): number | undefined {
  const limits = objectives.flatMap(({ figure, comparison, limit }) =>
    figure.kind === 'latency' && comparison.startsWith('<') && limit.kind === 'absolute'
      ? [limit.value]
      : [],
  );
  return limits.length === 0 ? undefined : Math.min(...limits);
}
