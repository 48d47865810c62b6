import { CpuReader } from '../host/cpu-reader.ts';
import type { OwnNumbers } from '../host/numbers-file.ts';
import type { ProcessUsage } from '../host/process-usage.ts';
import type { RunningTarget } from '../host/running-target.ts';
import type { ServerUsage } from '../model/usage.ts';

type Readings = readonly (ProcessUsage | null)[];

/** What of a running target is read. */
type Metered = Pick<RunningTarget, 'usage' | 'servers'>;

/** Reads the servers' meters at the window's two edges, and their processor time in between. */
export class TargetMeter {
  readonly #running: Metered;
  #start: Readings = [];
  #end: Readings = [];
  #reader: CpuReader | undefined;
  #numbers: readonly (OwnNumbers | undefined)[] = [];
  /** All servers' processor time since their start, at the end of each interval but the last. */
  readonly #laps: (number | null)[] = [];

  constructor(running: Metered) {
    this.#running = running;
  }

  begin(): void {
    for (const { numbers } of this.#running.servers) numbers?.begin();
    this.#start = this.#running.usage();
    this.#reader = new CpuReader(pidsOf(this.#start));
  }

  /** An interval of the window ends and another one begins. */
  lap(): void {
    // Finding the processes takes milliseconds, so only those that there were are asked.
    this.#laps.push(this.#reader?.cpuNs() ?? null);
  }

  end(): void {
    this.#end = this.#running.usage();
    this.#numbers = this.#running.servers.map(({ numbers }) => numbers?.read());
    this.close();
  }

  /** Also for a window that has no end. */
  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  /** Of one server: CPU time within the window, and its peak memory up to the window's end. */
  usage(server: number): Pick<ServerUsage, 'cpuNs' | 'rssBytesMax'> {
    const start = this.#start[server];
    const end = this.#end[server];
    if (!start || !end) return { cpuNs: null, rssBytesMax: null };
    return { cpuNs: Math.max(0, end.cpuNs - start.cpuNs), rssBytesMax: end.rssBytesMax };
  }

  /** What one server told of itself within the window. */
  numbers(server: number): Pick<ServerUsage, 'numbers' | 'numbersFault'> {
    const own = this.#numbers[server];
    if (own === undefined) return {};
    const { numbers, fault } = own;
    return fault === undefined ? { numbers } : { numbers, numbersFault: fault };
  }

  /**
   * All servers' CPU time by interval; it sums to that of the window. Null where it is not known,
   * and where processes came or went, because time would be told of the wrong interval.
   */
  cpuNsByInterval(): readonly (number | null)[] {
    const intervals = this.#laps.length + 1;
    const laps = this.#laps.filter((lap) => lap !== null);
    const alike = String(pidsOf(this.#start)) === String(pidsOf(this.#end));
    const servers = this.#start.map((_, server) => this.usage(server).cpuNs);
    const known = servers.filter((cpuNs) => cpuNs !== null);
    if (!alike || laps.length + 1 < intervals || known.length < servers.length) {
      return new Array(intervals).fill(null);
    }
    const total = known.reduce((sum, cpuNs) => sum + cpuNs, 0);
    const start = this.#start.reduce((sum, usage) => sum + (usage?.cpuNs ?? 0), 0);
    let spent = 0;
    return [...laps.map((lap) => lap - start), total].map((sinceStart) => {
      const before = spent;
      // The system's figures may step back by a rounding.
      spent = Math.min(total, Math.max(before, sinceStart));
      return spent - before;
    });
  }
}

/** In the order of the system's own table, which is by number. */
const pidsOf = (readings: Readings): readonly number[] =>
  readings.flatMap((usage) => usage?.pids ?? []);
