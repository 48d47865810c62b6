import type { RunRecord } from './record.ts';

/** A record as its file has it, byte for byte. */
export const recordText = (record: RunRecord): string => `${JSON.stringify(record, null, 1)}\n`;
