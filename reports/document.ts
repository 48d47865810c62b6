/**
 * What a report says, before it is decided how to write it. Sections make these, formats write
 * them, and neither knows of the other: a new section appears in every format and a new format
 * writes every section.
 */
import type { Verdict } from '../harness/model/verdict.ts';
import type { ChartSpec } from './charts/chart-spec.ts';
import type { SvgText } from './charts/svg-text.ts';

/** One section's words, tables and charts. */
export interface Passage {
  readonly heading: string;
  /** One sentence: what is so. */
  readonly finding: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | Paragraph
  | Statement
  | Table
  | ChartSpec
  | Picture
  | Code
  | Terms
  | Subheading
  | Marks
  | RecordsPlace
  | Details;

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
  /** `caveat` for what a reader must know before using a figure. */
  readonly tone: 'plain' | 'caveat';
}

/** A verdict with its sentence; `banner` is the one that opens a report. */
export interface Statement {
  readonly kind: 'statement';
  readonly size: 'banner' | 'line';
  readonly verdict: Verdict;
  /** In front of the sentence: the verdict's word, or a question that the verdict answers. */
  readonly lead: string;
  readonly text: string;
  /** What the reader can do; empty where nothing needs doing. */
  readonly advice: string;
}

/** Several verdicts at a glance, each with a word or two. */
export interface Marks {
  readonly kind: 'marks';
  readonly items: readonly { readonly verdict: Verdict; readonly text: string }[];
}

/** Where a format that can hold the records has them. */
export interface RecordsPlace {
  readonly kind: 'records';
}

export interface Subheading {
  readonly kind: 'subheading';
  readonly text: string;
}

/** A drawing of ours that is no chart; `text` says the same in words. */
export interface Picture {
  readonly kind: 'picture';
  readonly svg: SvgText;
  readonly text: string;
}

export interface Code {
  readonly kind: 'code';
  readonly text: string;
}

export interface Terms {
  readonly kind: 'terms';
  readonly items: readonly { readonly term: string; readonly text: string }[];
}

/** Blocks that are folded away until asked for, in formats that can fold. */
export interface Details {
  readonly kind: 'details';
  /** Unique in the report; letters, digits and dashes, because it becomes a link's target. */
  readonly id: string;
  readonly summary: string;
  readonly open: boolean;
  readonly blocks: readonly Block[];
}

export interface Table {
  readonly kind: 'table';
  /** Unique in the report; letters, digits and dashes. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** What a figure measures, in the harness's own units; `verdict` cells hold the verdict's name. */
export type Unit = 'text' | 'verdict' | 'count' | 'ns' | 'perSecond' | 'bytes' | 'share' | 'ratio';

export interface Column {
  /** The figure's name where there is no room for words, such as `response-p99`. */
  readonly id: string;
  readonly title: string;
  /** A heading over several columns, such as `Response`; empty for none. */
  readonly group: string;
  readonly unit: Unit;
  /** Whether it says what a row is about, instead of measuring it. */
  readonly key: boolean;
  /** May be left out where there is no room for all, and the higher, the sooner. */
  readonly minor?: 1 | 2;
}

export interface Row {
  /** What the row is about, whether or not columns show it. */
  readonly subject: Subject;
  /** One for each column. */
  readonly cells: readonly Cell[];
}

/** Every field that is not empty narrows down what a figure is of. */
export interface Subject {
  readonly run?: string;
  readonly target?: string;
  readonly servers?: number;
  readonly scenario?: string;
  readonly load?: string;
  readonly trial?: string;
  /** Its measurement does not hold: the figures are the harness's, and not the target's. */
  readonly invalid?: true;
}

export interface Cell {
  readonly value: number | string | null;
  /** The true value may be larger. */
  readonly atLeast?: boolean;
  /** Where the true value lies in 95 of 100 cases; `high` may be infinite. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** A remark beside the value, such as why there is none: `n=200; needs ≥ 500`. */
  readonly note?: string;
}

export const plain = (text: string): Paragraph => ({ kind: 'paragraph', text, tone: 'plain' });
export const caveat = (text: string): Paragraph => ({ kind: 'paragraph', text, tone: 'caveat' });
