import type { Verdict } from '../harness/model/verdict.ts';

/** What a stretch of text is, for whoever colours it. */
export type Tone = Verdict | 'heading' | 'faint';

/** Adds colour to text, which may not change its width. */
export type Paint = (text: string, tone: Tone) => string;

export const noPaint: Paint = (text) => text;
