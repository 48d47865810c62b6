import type { Config } from '../config/config-schema.ts';
import type { HttpRequest, Scenario, TcpRequest } from '../model/scenario.ts';
import type { ServerModule } from '../model/target.ts';

/** A scenario of HTTP requests; says so to the compiler and changes nothing. */
export function defineScenario(
  scenario: Omit<Scenario<HttpRequest>, 'protocol'> & { readonly protocol?: 'http1' },
): Scenario<HttpRequest> {
  return { protocol: 'http1', ...scenario };
}

/** A scenario of frames over TCP. */
export function defineTcpScenario(
  scenario: Omit<Scenario<TcpRequest>, 'protocol'> & { readonly protocol?: 'tcp' },
): Scenario<TcpRequest> {
  return { protocol: 'tcp', ...scenario };
}

/** A server that Steelyard starts in a process of its own; the default export of a module. */
export function defineServer(server: ServerModule): ServerModule {
  return server;
}

/** A configuration, the default export of `steelyard.config.ts`. */
export function defineConfig(config: Config): Config {
  return config;
}
