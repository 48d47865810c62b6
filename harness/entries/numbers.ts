/**
 * For servers on Node.js that Steelyard starts by a command: `node --import steelyard/numbers` lets
 * them tell of their event loop, their garbage collector and their heap. Elsewhere it does nothing.
 */
import { NUMBERS_VARIABLE } from '../host/numbers-file.ts';
import { tellRuntimeNumbers } from '../host/runtime-numbers.ts';

const path = process.env[NUMBERS_VARIABLE];
if (path !== undefined) tellRuntimeNumbers(path);
