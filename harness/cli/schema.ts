import { Command } from '@commander-js/extra-typings';
import { z } from 'zod';
import { configSchema } from '../config/config-schema.ts';

const examples = `
Example:
  steelyard schema > steelyard.schema.json     then, as the first line of steelyard.config.yaml:
  # yaml-language-server: $schema=./steelyard.schema.json`;

/** The JSON Schema of what is read; transformations of ours are none of the writer's concern. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Configuration of Steelyard' };
}

export const schemaCommand = () =>
  new Command('schema')
    .description('the JSON Schema of the configuration, for editors that complete and check')
    .addHelpText('after', examples)
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
