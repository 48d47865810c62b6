import { createServer, type ServerResponse } from 'node:http';
import { type PercentileName, recordedPercentiles } from '../../harness/model/record.ts';
import type { RunningServer } from '../../harness/model/target.ts';
import { Histogram } from '../../harness/stats/histogram.ts';
import { AnswerQueue, nowNs } from './answer-queue.ts';
import { JSON_TYPE } from './item-api.ts';
import { serveHttp } from './loopback-server.ts';
import { ServiceLine } from './service-line.ts';

/** The path that tells about all requests so far, at once and without taking a turn. */
const SUMMARY_PATH = '/stamps';

/** All answers so far by the server's own stamps. */
export interface StampSummary {
  readonly answers: number;
  /** start − arrived. */
  readonly waitNsSum: number;
  /** finish − start. */
  readonly serviceNsSum: number;
  /** From finish to the moment the answer was really given. */
  readonly lateNsSum: number;
  /** From arrival to the answer: the least that a client can have measured. */
  readonly spentPercentilesNs: Readonly<Partial<Record<PercentileName, number | null>>>;
}

class StampTotals {
  readonly #spent = new Histogram();
  #waitNs = 0;
  #serviceNs = 0;
  #lateNs = 0;

  add(stamps: {
    readonly arrivedNs: number;
    readonly startNs: number;
    readonly finishNs: number;
    readonly answeredNs: number;
  }): void {
    this.#waitNs += stamps.startNs - stamps.arrivedNs;
    this.#serviceNs += stamps.finishNs - stamps.startNs;
    this.#lateNs += stamps.answeredNs - stamps.finishNs;
    this.#spent.record(stamps.answeredNs - stamps.arrivedNs);
  }

  summary(): StampSummary {
    const percentiles = recordedPercentiles.map((percent) => [
      `p${percent}`,
      this.#spent.percentileNs(percent),
    ]);
    return {
      answers: this.#spent.count,
      waitNsSum: this.#waitNs,
      serviceNsSum: this.#serviceNs,
      lateNsSum: this.#lateNs,
      spentPercentilesNs: Object.fromEntries(percentiles),
    };
  }
}

function answerJson(response: ServerResponse, value: object): void {
  const body = JSON.stringify(value);
  const headers = { 'Content-Type': JSON_TYPE, 'Content-Length': Buffer.byteLength(body) };
  response.writeHead(200, headers).end(body);
}

/**
 * Serves a `ServiceLine` over HTTP. Every answer is its own stamps as JSON; they are of the clock
 * that all processes of the machine share, so a client can lay its own times beside them. What
 * remains between the two is the client and the way there and back.
 */
export function serveStamped(options: {
  readonly slots: number;
  readonly serviceNs: () => number;
}): Promise<RunningServer> {
  const line = new ServiceLine(options);
  const answers = new AnswerQueue();
  const totals = new StampTotals();
  const server = createServer((request, response) => {
    if (request.url === SUMMARY_PATH) {
      answerJson(response, totals.summary());
      return;
    }
    const stamps = line.admit(nowNs());
    const answer = (): void => {
      totals.add({ ...stamps, answeredNs: nowNs() });
      answerJson(response, stamps);
    };
    answers.put({ arrivedNs: stamps.arrivedNs, dueNs: stamps.finishNs, answer });
  });
  return serveHttp(server);
}
