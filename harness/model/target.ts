import type { Named } from './registry.ts';

/** Settings of a server module, from `name:key=value` on the command line or from code. */
export type ServerOptions = Readonly<Record<string, number>>;

/** A server of ours that runs. */
export interface RunningServer {
  readonly port: number;
  /** How many requests it has taken in so far, as the server itself counts. */
  requests(): number;
  /** Brings that count up to date, where others do the counting. */
  refresh?(): Promise<void>;
  close(): Promise<void>;
}

/** A server among those of its target that take the load together. */
export interface ServerGroup {
  /** How many they are. */
  readonly servers: number;
  /** Which of them it is, from 0; the first when absent. */
  readonly server?: number;
  /** Of the trial: chance that depends on it is the same whenever a trial is repeated. */
  readonly seed?: number;
}

/**
 * A server that the harness starts in a process of its own. One file in `targets/` is one of
 * these.
 */
export interface ServerModule extends Named {
  /** Name of the protocol it speaks. */
  readonly protocol: string;
  /** Every setting it takes, with its default. */
  readonly options: ServerOptions;
  /** Listens on a port that the operating system chooses, on loopback. */
  start(options: ServerOptions, group?: ServerGroup): Promise<RunningServer>;
}

/**
 * A server in another runtime, which the harness starts by a command. One file in
 * `targets/commands/` is one of these.
 */
export interface ServerCommand extends Named {
  /** Name of the protocol it speaks. */
  readonly protocol: string;
  /** Where it serves; `{port}` stands for a port we choose, here and in the command. */
  readonly url: string;
  /** A path that answers with 2xx when it is ready. */
  readonly healthPath: string;
  /** What a shell runs. Throws a `target` error where the runtime is not installed. */
  command(): string;
}

/** What can stand in front of a target's servers. */
export const balancers = ['nginx', 'haproxy'] as const;
/** Name of a load balancer. */
export type Balancer = (typeof balancers)[number];

/** What every target that we start may say. */
interface Started {
  /** Takes the load in the place of the servers, and hands it to them in turn. */
  readonly balancer?: Balancer;
  /** How long a server may take until it answers; 10 s when absent. */
  readonly readyTimeoutNs?: number;
  /** Processors that the servers are kept on, in turn; the generator has the others. */
  readonly cores?: readonly number[];
}

/** A server module with its settings; `module` is the file to import where it is a user's own. */
export interface ModuleTarget extends Started {
  readonly kind: 'module';
  readonly name: string;
  readonly protocol: string;
  readonly server: string;
  readonly module?: string;
  readonly options: ServerOptions;
}

/** Any command in any language that serves `url`; `{port}` in both stands for a port we choose. */
export interface CommandTarget extends Started {
  readonly kind: 'command';
  readonly name: string;
  readonly protocol: string;
  readonly command: string;
  readonly url: string;
  /** A path that answers with 2xx when the server is ready; connecting is enough when absent. */
  readonly healthPath?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that runs already and is left running. */
export interface UrlTarget {
  readonly kind: 'url';
  readonly name: string;
  readonly protocol: string;
  readonly url: string;
}

/** A system under test. */
export type Target = ModuleTarget | CommandTarget | UrlTarget;
