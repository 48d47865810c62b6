import type { Section } from '../section.ts';
import { capacity } from './capacity.ts';
import { comparison } from './comparison.ts';
import { data } from './data.ts';
import { errors } from './errors.ts';
import { method } from './method.ts';
import { objectives } from './objectives.ts';
import { overTime } from './over-time.ts';
import { scaling } from './scaling.ts';
import { serverView } from './server-view.ts';
import { sessions } from './sessions.ts';
import { spectrum } from './spectrum.ts';
import { summary } from './summary.ts';
import { sweep } from './sweep.ts';
import { trials } from './trials.ts';
import { verdict } from './verdict.ts';

/** Every section, in the order of a report: the answer, why, and then everything. */
export const sections = [
  verdict,
  objectives,
  capacity,
  summary,
  comparison,
  scaling,
  sessions,
  spectrum,
  sweep,
  overTime,
  errors,
  serverView,
  trials,
  method,
  data,
] as const satisfies readonly Section[];
