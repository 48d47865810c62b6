/** What crosses between the command and the process of its live page. All of it is plain data. */
import type { LiveAbout, LiveResult } from '../../reports/live/live-session.ts';
import type { Position } from '../../reports/live/live-text.ts';
import type { Progress } from '../model/progress.ts';
import type { TrialPlan } from '../model/trial.ts';

/** On the process's command line. */
export interface LiveOrder {
  /** 0 for any that is free. */
  readonly port: number;
  readonly about: LiveAbout;
}

/** From the command, as things happen. */
export type LiveNews =
  | { readonly kind: 'started'; readonly plan: TrialPlan; readonly position: LivePosition }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'finished'; readonly result: LiveResult }
  | LiveEnd;

/** The last news: the whole report, to take the page's place, or why there is none. */
export type LiveEnd =
  | { readonly kind: 'over'; readonly report: string }
  | { readonly kind: 'failed'; readonly why: string };

/** JSON has no infinity: null where nobody knows how many trials there will be. */
export interface LivePosition {
  readonly index: number;
  readonly of: number | null;
}

export const crossing = ({ index, of }: Position): LivePosition => ({
  index,
  of: Number.isFinite(of) ? of : null,
});

export const crossed = ({ index, of }: LivePosition): Position => ({
  index,
  of: of ?? Number.POSITIVE_INFINITY,
});

/** From the process: where the page is, or why it is nowhere. */
export type LiveReply =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'refused'; readonly why: string };
