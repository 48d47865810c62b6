import type { Scenario } from '../harness/model/scenario.ts';
import { echo } from './echo.ts';
import { items } from './items.ts';
import { json } from './json.ts';
import { shop } from './shop.ts';
import { tcpEcho } from './tcp-echo.ts';
import { text } from './text.ts';

/** The scenarios that come with the harness. A new one is a file here and a line in this list. */
export const scenarios = [
  text,
  json,
  echo,
  items,
  shop,
  tcpEcho,
] as const satisfies readonly Scenario[];
