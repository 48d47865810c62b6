import type { ProcessUsage } from '../host/process-usage.ts';
import type { RunningTarget } from '../host/running-target.ts';
import type { ServerUsage } from '../model/record.ts';

type Readings = readonly (ProcessUsage | null)[];

/** Reads the servers' meters at the window's two edges. */
export class TargetMeter {
  readonly #running: RunningTarget;
  #start: Readings = [];
  #end: Readings = [];

  constructor(running: RunningTarget) {
    this.#running = running;
  }

  begin(): void {
    this.#start = this.#running.usage();
  }

  end(): void {
    this.#end = this.#running.usage();
  }

  /** Of one server: CPU time within the window, and its peak memory up to the window's end. */
  usage(server: number): Pick<ServerUsage, 'cpuNs' | 'rssBytesMax'> {
    const start = this.#start[server];
    const end = this.#end[server];
    if (!start || !end) return { cpuNs: null, rssBytesMax: null };
    return { cpuNs: Math.max(0, end.cpuNs - start.cpuNs), rssBytesMax: end.rssBytesMax };
  }
}
