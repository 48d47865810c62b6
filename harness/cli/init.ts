import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { configNames } from '../config/config-file.ts';
import { starterFor } from '../config/starter.ts';
import { HarnessError } from '../model/harness-error.ts';
import { writeWhole } from '../session/store.ts';

export const initCommand = () =>
  new Command('init')
    .description('write a first configuration for the project in this folder; asks nothing')
    .action(async () => {
      const there = configNames.find((name) => existsSync(resolve(name)));
      if (there !== undefined) {
        throw new HarnessError(
          'usage',
          `There is a ${there} already.`,
          'Change it by hand; `steelyard config` shows what it comes to.',
        );
      }
      const { fileName, text, seen } = starterFor(process.cwd());
      await writeWhole(resolve(fileName), text);
      const lines = [...seen, `written: ${fileName}`, 'Try it: steelyard run smoke'];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
