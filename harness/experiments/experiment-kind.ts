import type { Experiment } from '../model/experiment.ts';
import type { Named } from '../model/registry.ts';

/** One kind of question. A file in this folder is one of these; `index.ts` lists them. */
export interface ExperimentKind<Options = never> extends Named {
  /** The question about something. Throws a usage error for options that make no question. */
  ask(options: Options): Experiment;
}
