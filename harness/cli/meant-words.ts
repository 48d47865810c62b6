import { HarnessError } from '../model/harness-error.ts';

/** In `--live fastify` the second word is no port, but what is to be measured. */
const isAlone = (word: string, next: string | undefined): boolean =>
  word === '--live' && next !== undefined && !/^[\d-]/.test(next);

/**
 * The command line that is meant by `run NAME`, where the name is an experiment of another kind:
 * its options are those of that kind's command, so it has to be known before they are read.
 */
export async function meantWords(given: readonly string[]): Promise<readonly string[]> {
  const words = given.map((word, at) => (isAlone(word, given[at + 1]) ? `${word}=0` : word));
  const [command, name = '', ...others] = words;
  if (command !== 'run' || name.startsWith('-') || name.includes('/')) return words;
  const flag = others.indexOf('--config');
  const joined = others.find((word) => word.startsWith('--config='))?.slice('--config='.length);
  try {
    const { configAround } = await import('./project.ts');
    const file = await configAround(flag < 0 ? joined : others[flag + 1]);
    const experiments = file?.config.experiments ?? {};
    const kind = Object.hasOwn(experiments, name) ? experiments[name]?.kind : undefined;
    return kind === undefined ? words : [kind, name, ...others];
  } catch (error) {
    // The command says the same once it has read its options, of which --help may be one.
    if (error instanceof HarnessError) return words;
    throw error;
  }
}
