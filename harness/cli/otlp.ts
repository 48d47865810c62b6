/** Sends the figures of records to an OpenTelemetry collector, over OTLP/HTTP. */
import type {
  ExponentialHistogramMetricData,
  MetricData,
  SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { atCeiling } from '../experiments/generator-ceiling.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { LatencyRecord, RunRecord, TrialRecord } from '../model/record.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';
import { exponentialBuckets } from '../stats/exponential-histogram.ts';
import { decodeHdr } from '../stats/hdr-codec.ts';

type Time = [seconds: number, nanoseconds: number];
type Attributes = Record<string, string | number>;

/** When a trial's window is said to have been: a record knows only when its run began. */
interface Span {
  readonly startTime: Time;
  readonly endTime: Time;
}

const timeOf = (ms: number): Time => [Math.floor(ms / 1000), Math.round((ms % 1000) * NS_PER_MS)];

function spanOf({ startedAt }: RunRecord, { window }: TrialRecord): Span {
  const startMs = Date.parse(startedAt);
  const endMs = startMs + window.durationNs / NS_PER_MS;
  return { startTime: timeOf(startMs), endTime: timeOf(endMs) };
}

/** Names follow the semantic conventions for HTTP clients where those have one. */
const names = {
  response: 'steelyard.response.duration',
  service: 'http.client.request.duration',
  lag: 'steelyard.send.lag',
} as const;

const about = {
  response: 'What a caller waits: from when a request was due to the last byte of its answer.',
  service: 'What wire and server took: from when a request was sent.',
  lag: 'How late requests were sent.',
} as const;

/** Exports the records. Throws a usage error when the collector does not take them. */
export async function exportOtlp(records: readonly RunRecord[], url: string): Promise<void> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new HarnessError(
      'usage',
      `"${url}" is no address of a collector.`,
      'Write one such as http://127.0.0.1:4318/v1/metrics.',
    );
  }
  const [{ OTLPMetricExporter }, sdk, { resourceFromAttributes }, { ValueType }] =
    await Promise.all([
      import('@opentelemetry/exporter-metrics-otlp-http'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/api'),
    ]);
  const kinds = {
    histogram: sdk.DataPointType.EXPONENTIAL_HISTOGRAM,
    sum: sdk.DataPointType.SUM,
    delta: sdk.AggregationTemporality.DELTA,
    double: ValueType.DOUBLE,
    int: ValueType.INT,
  } as const;
  const exporter = new OTLPMetricExporter({ url });
  for (const record of records) {
    const resource = resourceFromAttributes({
      'service.name': 'steelyard',
      'service.version': record.tool.version,
      'steelyard.command': record.command,
      'host.arch': record.environment.os,
    });
    const metrics = record.trials.flatMap((trial) => metricsOf(record, trial, kinds));
    const scopeMetrics = [{ scope: { name: 'steelyard', version: record.tool.version }, metrics }];
    await new Promise<void>((resolve, reject) => {
      exporter.export({ resource, scopeMetrics }, ({ error }) => {
        if (error) reject(refused(url, error));
        else resolve();
      });
    });
  }
  await exporter.shutdown();
}

const refused = (url: string, error: Error): HarnessError =>
  new HarnessError(
    'usage',
    `The collector at ${url} did not take the figures: ${error.message || error.name}.`,
    'Check that it runs there and takes OTLP over HTTP; its path is usually /v1/metrics.',
    { cause: error },
  );

interface Kinds {
  readonly histogram: ExponentialHistogramMetricData['dataPointType'];
  readonly sum: SumMetricData['dataPointType'];
  readonly delta: MetricData['aggregationTemporality'];
  readonly double: MetricData['descriptor']['valueType'];
  readonly int: MetricData['descriptor']['valueType'];
}

function metricsOf(record: RunRecord, trial: TrialRecord, kinds: Kinds): MetricData[] {
  const span = spanOf(record, trial);
  const attributes: Attributes = {
    'steelyard.target': trial.target,
    'steelyard.servers': trial.servers,
    'steelyard.scenario': trial.scenario,
    'steelyard.trial': trial.id,
    'steelyard.verdict': trial.verdict,
    'steelyard.load': trial.load.model,
    ...(atCeiling(trial) ? { 'steelyard.ceiling': 'generator' } : {}),
  };
  const histograms = (['response', 'service', 'lag'] as const).map(
    (kind): ExponentialHistogramMetricData => ({
      descriptor: {
        name: names[kind],
        description: about[kind],
        unit: 's',
        valueType: kinds.double,
      },
      aggregationTemporality: kinds.delta,
      dataPointType: kinds.histogram,
      dataPoints: Object.entries(trial.operations).map(([operation, { latency }]) => ({
        ...span,
        attributes: { ...attributes, 'steelyard.operation': operation },
        value: histogramOf(latency[kind]),
      })),
    }),
  );
  const { completed, unsent, unfinished, failed } = trial.counts;
  const requests: SumMetricData = {
    descriptor: {
      name: 'steelyard.requests',
      description: 'Requests that were due in the window, by what became of them.',
      unit: '{request}',
      valueType: kinds.int,
    },
    aggregationTemporality: kinds.delta,
    dataPointType: kinds.sum,
    isMonotonic: true,
    dataPoints: Object.entries({ completed, unsent, unfinished, ...failed }).map(
      ([outcome, value]) => ({ ...span, attributes: { ...attributes, outcome }, value }),
    ),
  };
  return [...histograms, requests];
}

function histogramOf({ count, sumNs, minNs, maxNs, hdr }: LatencyRecord) {
  const { scale, offset, counts, zeroCount } = exponentialBuckets(decodeHdr(hdr), NS_PER_S);
  return {
    ...{ count, scale, zeroCount, sum: sumNs / NS_PER_S },
    ...(minNs === null || maxNs === null ? {} : { min: minNs / NS_PER_S, max: maxNs / NS_PER_S }),
    positive: { offset, bucketCounts: [...counts] },
    negative: { offset: 0, bucketCounts: [] },
  };
}
