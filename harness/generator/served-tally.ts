import { Histogram, type HistogramData } from '../stats/histogram.ts';

/** A tally of what a server said it took, as plain data that crosses between threads. */
export interface ServedData {
  readonly server: HistogramData;
  readonly network: HistogramData;
  readonly longer: number;
}

/** How long the server says that it took, against how long we saw it take. */
export class ServedTally {
  /** What it said. */
  readonly server = new Histogram();
  /** The rest of the service time: the way there and back, and what the server does not count. */
  readonly network = new Histogram();
  /** Answers whose server says that it took longer than the whole exchange. */
  longer = 0;

  record(serverNs: number, serviceNs: number): void {
    this.server.record(serverNs);
    this.network.record(Math.max(0, serviceNs - serverNs));
    if (serverNs > serviceNs) this.longer++;
  }

  add(data: ServedData): void {
    this.server.add(Histogram.fromData(data.server));
    this.network.add(Histogram.fromData(data.network));
    this.longer += data.longer;
  }

  toData(): ServedData {
    return { server: this.server.toData(), network: this.network.toData(), longer: this.longer };
  }
}
