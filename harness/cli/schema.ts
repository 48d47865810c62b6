import { Argument, Command } from '@commander-js/extra-typings';
import { z } from 'zod';
import { configSchema } from '../config/config-schema.ts';
import { scenarioSchema } from '../scenario/scenario-schema.ts';

const examples = `
Example:
  steelyard schema > steelyard.schema.json     then, as the first line of steelyard.config.yaml:
  # yaml-language-server: $schema=./steelyard.schema.json
  steelyard schema scenario > scenario.schema.json     the same for scenario files`;

/** The JSON Schema of what is read; transformations of ours are none of the writer's concern. */
const jsonSchema = (schema: z.ZodType, title: string): object => ({
  ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  title,
});

export const configJsonSchema = (): object =>
  jsonSchema(configSchema, 'Configuration of Steelyard');

/** Of scenarios in files of their own. */
export const scenarioJsonSchema = (): object => jsonSchema(scenarioSchema, 'Scenario of Steelyard');

export const schemaCommand = () =>
  new Command('schema')
    .description('the JSON Schema of the configuration, for editors that complete and check')
    .addArgument(
      new Argument('[what]', 'what it is of')
        .choices(['config', 'scenario'] as const)
        .default('config' as const),
    )
    .addHelpText('after', examples)
    .action((what) => {
      const schema = what === 'scenario' ? scenarioJsonSchema() : configJsonSchema();
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
