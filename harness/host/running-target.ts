/** Starts, watches and stops the servers of a target, whatever kind it is. */
import assert from 'node:assert/strict';
import { HarnessError } from '../model/harness-error.ts';
import type { Target, UrlTarget } from '../model/target.ts';
import { NS_PER_S } from '../model/units.ts';
import { unreachable } from '../model/unreachable.ts';
import { startBalancer } from './balancers.ts';
import { commandInstances, startCommandServer } from './command-server.ts';
import type { HostedServer } from './hosted-server.ts';
import { startModuleServer } from './module-server.ts';
import { groupUsages, type ProcessUsage } from './process-usage.ts';
import { addressOf, tryConnect } from './readiness.ts';
import { Reaper } from './reaper.ts';
import type { StartOptions } from './server-process.ts';

/** A target that takes load. Whoever started it must stop it. */
export interface RunningTarget {
  /** Its servers, and behind them the balancer where there is one. */
  readonly servers: readonly HostedServer[];
  /** Where the load goes. */
  readonly urls: readonly string[];
  /** Resolves when the first server ends without having been stopped. */
  readonly died: Promise<HarnessError>;
  /** What each server has used since its start; null where it cannot be known. */
  usage(): readonly (ProcessUsage | null)[];
  /** Requests each server has taken in so far; null where it cannot be asked. */
  requests(): Promise<readonly (number | null)[]>;
  /**
   * Resolves when nothing that was started runs any more. Throws when something cannot be ended.
   */
  stop(): Promise<void>;
}

const READY_TIMEOUT_NS = 10 * NS_PER_S;
const REACHABLE_TIMEOUT_MS = 5000;

interface TargetOptions extends StartOptions {
  /** Of the trial that the target is started for. */
  readonly seed: number;
}

/**
 * Starts as many servers of the target, side by side, and resolves when all take requests. Throws a
 * `HarnessError` when one cannot be started or reached; then none is left running.
 */
export async function startTarget(
  target: Target,
  servers: number,
  options: Partial<TargetOptions> = {},
): Promise<RunningTarget> {
  assert(Number.isInteger(servers) && servers >= 1, `${servers} servers`);
  if (target.kind === 'url') return together([await reachUrl(target, servers)]);
  const { readyTimeoutNs = READY_TIMEOUT_NS, balancer } = target;
  const settings: TargetOptions = { readyTimeoutNs, seed: 0, ...options };
  refuseBalancer(target);
  const reaper = new Reaper();
  const starts = await startEach(target, servers, reaper, settings).catch(async (error) => {
    await reaper.close();
    throw error;
  });
  const settled = await Promise.allSettled(starts);
  const failure = settled.find((start) => start.status === 'rejected');
  const started = settled.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const running = together(started, reaper);
  try {
    if (failure !== undefined) throw failure.reason;
    if (balancer === undefined) return running;
    const front = await startBalancer(balancer, started, reaper, settings);
    return { ...together([...started, front], reaper), urls: [front.url] };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** Balancers speak HTTP to servers, and not over TLS. */
function refuseBalancer(target: Exclude<Target, UrlTarget>): void {
  const { balancer, name, protocol } = target;
  const isPlain = target.kind === 'module' || target.url.startsWith('http:');
  if (balancer === undefined || (protocol === 'http1' && isPlain)) return;
  throw new HarnessError(
    'usage',
    `${balancer} cannot stand in front of "${name}", which does not speak plain HTTP.`,
    'Leave the balancer out.',
  );
}

/** Lets all servers start at once; one promise each. */
async function startEach(
  target: Exclude<Target, UrlTarget>,
  servers: number,
  reaper: Reaper,
  { seed, ...options }: TargetOptions,
): Promise<readonly Promise<HostedServer>[]> {
  const label = (index: number): string =>
    servers === 1 ? `"${target.name}"` : `server ${index + 1} of ${servers} of "${target.name}"`;
  switch (target.kind) {
    case 'module':
      return Array.from({ length: servers }, (_, index) =>
        startModuleServer(target, label(index), reaper, {
          ...options,
          group: { servers, server: index, seed },
        }),
      );
    case 'command': {
      const instances = await commandInstances(target, servers);
      return instances.map((instance, index) =>
        startCommandServer(target, instance, label(index), reaper, options),
      );
    }
    default:
      return unreachable(target);
  }
}

async function reachUrl({ name, url }: UrlTarget, servers: number): Promise<HostedServer> {
  if (servers !== 1) {
    throw new HarnessError(
      'usage',
      `"${name}" is one URL, so it cannot be ${servers} servers.`,
      'Leave out the number of servers, or let Steelyard start them from a command with {port}.',
    );
  }
  const cause = await tryConnect(addressOf(url), REACHABLE_TIMEOUT_MS);
  if (cause !== undefined) {
    throw new HarnessError(
      'target',
      `Nothing answers at ${url}: ${cause}.`,
      "Start the server first, or give the command that starts it with --start 'CMD'.",
    );
  }
  return {
    url,
    pid: null,
    died: new Promise(() => undefined),
    requests: async () => null,
    stop: async () => undefined,
  };
}

function together(servers: readonly HostedServer[], reaper?: Reaper): RunningTarget {
  const end = async (): Promise<void> => {
    const ends = await Promise.allSettled(servers.map((server) => server.stop()));
    // Closing the reaper lets it try once more what could not be ended here.
    await reaper?.close();
    for (const one of ends) if (one.status === 'rejected') throw one.reason;
  };
  let stopped: Promise<void> | undefined;
  return {
    servers,
    urls: servers.map(({ url }) => url),
    died: Promise.race(servers.map((server) => server.died)),
    usage: () => groupUsages(servers.map(({ pid }) => pid)),
    requests: () => Promise.all(servers.map((server) => server.requests())),
    stop: () => {
      stopped ??= end();
      return stopped;
    },
  };
}
