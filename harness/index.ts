/** The library: everything that `import { … } from 'steelyard'` gives. */
export { formats } from '../reports/formats/index.ts';
export { sections } from '../reports/sections/index.ts';
export { scenarios } from '../scenarios/index.ts';
export { targets as servers } from '../targets/index.ts';
export type { ArrivalPhase } from './arrivals/index.ts';
export { parseReplay } from './arrivals/replay.ts';
export type { Config } from './config/config-schema.ts';
export { type CapacityOptions, capacity } from './experiments/capacity.ts';
export { type CompareOptions, compare } from './experiments/compare.ts';
export {
  cpuPerAnswerInterval,
  errorShareInterval,
  type FigureInterval,
  type FigureQuestion,
  type KnownFigure,
  latencyInterval,
  responseInterval,
  throughputInterval,
  type UnknownFigure,
} from './experiments/figure-interval.ts';
export type { Objective } from './experiments/objectives/objective.ts';
export { parseObjective } from './experiments/objectives/objective-text.ts';
export { type RunOptions, run } from './experiments/run.ts';
export { type ScaleOptions, scale } from './experiments/scale.ts';
export { parseModuleTarget } from './host/server-options.ts';
export { defineConfig, defineScenario, defineServer, defineTcpScenario } from './library/define.ts';
export { type MeasureOptions, measure } from './library/measure.ts';
export * as statistics from './library/statistics.ts';
export { type ExitName, exitCodes } from './model/exit-code.ts';
export type { Experiment } from './model/experiment.ts';
export { HarnessError } from './model/harness-error.ts';
export type { ClosedLoad, Load, OpenLoad, Phase } from './model/load.ts';
export type { Observer, Progress, TrialStage } from './model/progress.ts';
export type { FailureKind, Outcome } from './model/protocol.ts';
export type {
  Counts,
  Environment,
  Latencies,
  LatencyRecord,
  OperationRecord,
  PercentileName,
  RunRecord,
  SeriesPoint,
  TrialRecord,
  WarmupPoint,
} from './model/record.ts';
export type {
  HttpExpectation,
  HttpRequest,
  Operation,
  Scenario,
  Step,
  TcpRequest,
} from './model/scenario.ts';
export type { CheckedAnswer, ScenarioContext, UnsignedRequest } from './model/scenario-function.ts';
export type {
  CommandTarget,
  ModuleTarget,
  RunningServer,
  ServerModule,
  ServerOptions,
  Target,
  UrlTarget,
} from './model/target.ts';
export type { Engine, TrialPlan, TrialSettings } from './model/trial.ts';
export { formatBytes, formatNs, formatRate, parseDurationNs } from './model/units.ts';
export type { ServerUsage, Usage, WorkerUsage } from './model/usage.ts';
export type { Finding, Verdict } from './model/verdict.ts';
export { protocols } from './protocols/index.ts';
export { readRecord, saveRecord } from './session/store.ts';
export { Distribution } from './stats/distribution.ts';
export { decodeHdr, encodeHdr } from './stats/hdr-codec.ts';
export { type Bucket, Histogram } from './stats/histogram.ts';
export { fromLatencyRecord, toLatencyRecord } from './stats/latency-record.ts';
