import { accessLog } from './access-log.ts';
import { curl } from './curl.ts';
import { har } from './har.ts';
import type { Importer } from './imported.ts';
import { openapi } from './openapi.ts';

/** What scenarios can be made of. A new one is a file here and a line in this list. */
export const importers = [har, curl, openapi, accessLog] as const satisfies readonly Importer[];
