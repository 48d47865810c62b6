/** The lock file as `npm ci` needs it on any machine, and as a stranger may read it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { treeRoot } from './support/tidy/source-file.ts';

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(treeRoot(), 'package-lock.json'), 'utf8'));
const packages: Readonly<Record<string, Locked>> = lock.packages;

t.test('every optional dependency is locked, also those of other platforms', async (t) => {
  const known = Object.keys(packages);
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !known.some((other) => other.endsWith(`node_modules/${name}`)) && path !== '',
    ),
  );
  t.same(missing, [], 'npm ci refuses a lock file with one missing');
});

t.test('no download address is in it', async (t) => {
  const addressed = Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined);
  t.same(addressed, []);
});
