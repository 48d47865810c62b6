import type { GivenModules } from '../host/import-module.ts';
import { siblingFile } from '../host/sibling.ts';

/** What a user's file means by this package, whether or not the project has installed it. */
export const givenModules: GivenModules = { steelyard: siblingFile('../index') };
