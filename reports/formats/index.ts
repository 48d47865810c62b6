import type { Format } from '../format.ts';
import { csv } from './csv.ts';
import { hgrm } from './hgrm.ts';
import { hlog } from './hlog.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { md } from './md.ts';
import { openmetrics } from './openmetrics.ts';
import { terminal } from './terminal.ts';

/** Every format, the one for reading at length first. */
export const formats = [
  html,
  md,
  terminal,
  csv,
  json,
  hlog,
  hgrm,
  openmetrics,
  junit,
] as const satisfies readonly Format[];
