import { Command } from '@commander-js/extra-typings';
import { plainTable } from '../../reports/plain-table.ts';
import { scenarios } from '../../scenarios/index.ts';
import { serverCommands } from '../../targets/commands/index.ts';
import { targets } from '../../targets/index.ts';
import { arrivalKinds } from '../arrivals/index.ts';
import { experiments } from '../experiments/index.ts';
import { lookUp, type Named } from '../model/registry.ts';
import { protocols } from '../protocols/index.ts';

interface Kind extends Named {
  readonly entries: readonly Named[];
}

async function kinds(): Promise<readonly Kind[]> {
  const { formats, sections } = await import('../../reports/index.ts');
  return [
    {
      name: 'targets',
      about: 'servers to start and measure',
      entries: [...targets, ...serverCommands],
    },
    { name: 'scenarios', about: 'what clients do', entries: scenarios },
    { name: 'protocols', about: 'how clients talk', entries: protocols },
    { name: 'arrivals', about: 'how an open load arrives', entries: arrivalKinds },
    { name: 'experiments', about: 'questions, each a command', entries: experiments },
    { name: 'formats', about: 'how a report is written', entries: formats },
    { name: 'sections', about: 'what a report says', entries: sections },
  ];
}

function listing(kind: Kind): string {
  const rows = kind.entries.map((entry) => [`  ${entry.name}`, entry.about]);
  return `${kind.name}: ${kind.about}\n${plainTable(rows)}\n`;
}

export const listCommand = () =>
  new Command('list')
    .description('what there is: targets, scenarios, protocols, arrivals, formats and more')
    .argument('[kind]', 'only this kind, such as targets')
    .action(async (kind) => {
      const all = await kinds();
      const shown = kind === undefined ? all : [lookUp('list', all, kind)];
      process.stdout.write(shown.map(listing).join('\n'));
    });
