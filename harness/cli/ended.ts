import type { ExitName } from '../model/exit-code.ts';

/** Told how the program is to end, once a command has done its work. */
export type Ended = (exit: ExitName) => void;
