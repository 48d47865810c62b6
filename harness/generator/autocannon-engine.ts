/**
 * autocannon as a second engine, for closed loops of one operation. It sends and parses; the times
 * are ours. autocannon's own histogram holds whole milliseconds, it pairs answers with the wrong
 * requests once a connection has broken, and it leaves timeouts out. So every request is stamped at
 * autocannon's events and recorded as the native engine does. What it cannot do at all is refused.
 */
import autocannon from 'autocannon';
import type { Clock } from '../model/clock.ts';
import { HarnessError } from '../model/harness-error.ts';
import { type ClosedLoad, loadDurationNs } from '../model/load.ts';
import type { Endpoint, Traffic } from '../model/protocol.ts';
import type { HttpRequest } from '../model/scenario.ts';
import { NS_PER_S } from '../model/units.ts';
import { plainRequest, shapeOf } from '../protocols/http1/request-shape.ts';
import { AutocannonClient } from './autocannon-client.ts';
import { until } from './clock.ts';
import { Control, LiveCounters } from './control.ts';
import { Recorder } from './recorder.ts';
import { startTime } from './start-time.ts';
import type { GeneratorResult, GeneratorTask } from './task.ts';
import { WindowUsage } from './window-usage.ts';

/** autocannon looks at its own clock this often, in milliseconds. */
const SAMPLE_MS = 100;
/** How often the drain looks whether the last answers are in. */
const LOOK_NS = 0.01 * NS_PER_S;

const refuse = (what: string): HarnessError =>
  new HarnessError('usage', `The autocannon engine cannot ${what}.`, 'Use --engine native.');

/** The one request to play; throws a usage error for whatever autocannon would get wrong. */
function checkedRequest(task: GeneratorTask): HttpRequest {
  const { load, settings } = task.plan;
  const { scenario, endpoints } = task;
  const [operation] = scenario.operations;
  const expected = (operation?.request as HttpRequest | undefined)?.expect ?? {};
  const unread = Object.keys(expected).find((key) => key !== 'status');
  if (unread !== undefined) throw refuse(`check the "${unread}" of answers before it sends again`);
  if (!scenario.isStatic) throw refuse('play sessions, or fill in templates');
  if (load.model !== 'closed')
    throw refuse('keep an arrival rate: it sends each second in a burst');
  if (load.thinkNs > 0) throw refuse('let clients think');
  const { protocol } = scenario.scenario;
  if (protocol !== 'http1') throw refuse(`speak ${protocol}`);
  if (!operation || scenario.operations.length > 1) throw refuse('play a mix of operations');
  if (operation.timeout !== undefined) throw refuse('time an operation out by itself');
  if (settings.timeoutNs % NS_PER_S !== 0) throw refuse('time requests out at parts of a second');
  if (endpoints.some((endpoint) => endpoint.tls?.verify)) throw refuse('verify certificates');
  const request = operation.request as HttpRequest;
  return request;
}

const urlOf = (endpoint: Endpoint, path: string): string =>
  `${endpoint.tls ? 'https' : 'http'}://${endpoint.authority}${path}`;

/** Runs one thread's share of a closed trial. Rejects with `usage`, `interrupted` or `target`. */
export async function runAutocannon(task: GeneratorTask, clock: Clock): Promise<GeneratorResult> {
  const request = checkedRequest(task);
  const { load, settings } = task.plan;
  const windowStartNs = settings.warmupNs;
  const windowEndNs = windowStartNs + loadDurationNs(load as ClosedLoad);
  const control = new Control(task.memory);
  const recorder = new Recorder({
    operations: 1,
    windowStartNs,
    windowEndNs,
    intervalNs: task.seriesIntervalNs,
    live: new LiveCounters(task.memory, task.worker),
  });
  const traffic: Traffic = { bytesIn: 0, bytesOut: 0, inspected: 0, inspectNs: 0, followed: 0 };
  control.reportReady(task.worker);
  const zeroNs = await startTime(control, clock);
  const usage = new WindowUsage(traffic, clock);
  const nowNs = (): number => clock.nowNs() - zeroNs;
  const clients: AutocannonClient[] = [];
  const windowStart = clock.alarm('coarse', () => usage.begin());
  windowStart.set(zeroNs + windowStartNs);
  const watch = (client: unknown): void => {
    const options = { client, request, recorder, traffic, nowNs, endNs: windowEndNs };
    clients.push(new AutocannonClient(options));
  };
  const instance = startAutocannon(task, request, watch);
  try {
    await until(clock, zeroNs + windowEndNs);
    usage.end();
    const deadlineNs = windowEndNs + settings.drainNs;
    while (clients.some((client) => client.waiting) && nowNs() < deadlineNs) {
      if (control.stopped) break;
      await until(clock, clock.nowNs() + LOOK_NS);
    }
  } finally {
    windowStart.clear();
    for (const client of clients) client.end(nowNs());
    instance.stop();
    await instance.ended;
  }
  if (control.stopped) throw new HarnessError('interrupted', 'The trial was stopped.', '');
  const closing = clients.find((client) => client.closedByServer);
  if (closing) throw refuse('measure a server that closes connections after an answer');
  const recorded = recorder.toData();
  // autocannon does not tell what is in flight, so there is nothing to hold the sum against.
  const inFlightNs = recorded.serviceNs;
  const looked = { inspected: 0, inspectNs: 0, followed: 0 };
  return { worker: task.worker, inFlightNs, ...looked, ...recorded, ...usage.result() };
}

interface Running {
  stop(): void;
  readonly ended: Promise<void>;
}

/** Starts autocannon; it runs until it is stopped. */
function startAutocannon(
  task: GeneratorTask,
  request: HttpRequest,
  setupClient: (client: unknown) => void,
): Running {
  const { load, settings } = task.plan;
  const wholeNs = settings.warmupNs + loadDurationNs(load) + settings.drainNs;
  const { target = '/', headers, body } = plainRequest(shapeOf(request));
  const urls = task.connections.map((server) => urlOf(endpointAt(task, server), target));
  const options = {
    // Its types know one address only; it gives each connection the next of the list.
    url: urls as unknown as string,
    connections: urls.length,
    pipelining: settings.pipelining,
    timeout: settings.timeoutNs / NS_PER_S,
    // Ended by us; the extra second only keeps autocannon from ending before the drain.
    duration: Math.ceil(wholeNs / NS_PER_S) + 1,
    sampleInt: SAMPLE_MS,
    method: (request.method ?? 'GET') as 'GET',
    setupClient,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...(body === '' ? {} : { body }),
  };
  let stop = (): void => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    const instance = autocannon(options, (error) => (error ? reject(error) : resolve()));
    stop = () => instance.stop?.();
  });
  return { stop: () => stop(), ended };
}

function endpointAt(task: GeneratorTask, server: number): Endpoint {
  const endpoint = task.endpoints[server];
  if (endpoint === undefined) throw new RangeError(`no endpoint ${server}`);
  return endpoint;
}
