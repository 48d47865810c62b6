/**
 * OpenMetrics 1.0 text: what a Prometheus textfile collector, a push gateway or GitLab's metrics
 * report takes in. Durations are in seconds there, as the standard asks.
 */
import { atCeiling } from '../../harness/experiments/generator-ceiling.ts';
import {
  type LatencyRecord,
  type RunRecord,
  recordedPercentiles,
  type TrialRecord,
} from '../../harness/model/record.ts';
import { NS_PER_S } from '../../harness/model/units.ts';
import type { Format } from '../format.ts';

/** A trial and the labels that every sample of it has. */
interface Measured {
  readonly trial: TrialRecord;
  readonly labels: Readonly<Record<string, string>>;
}

/** One sample: what follows the family's name, labels of its own, and its value. */
type Sample = readonly [suffix: string, labels: Readonly<Record<string, string>>, value: number];

interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'summary' | 'stateset';
  readonly unit?: 'seconds';
  readonly help: string;
  /** A figure of the target: it has none where the measurement does not hold. */
  readonly ofTarget?: true;
  samples(trial: TrialRecord): readonly Sample[];
}

const optional = (value: number | null): readonly Sample[] =>
  value === null ? [] : [['', {}, value]];

/** Percentiles that are mere lower bounds are left out: a quantile here cannot say so. */
function summary({ count, sumNs, percentilesNs, atLeast }: LatencyRecord): readonly Sample[] {
  const quantiles = recordedPercentiles.flatMap((percent): readonly Sample[] => {
    const valueNs = percentilesNs[`p${percent}`];
    if (valueNs === null || atLeast.includes(`p${percent}`)) return [];
    const quantile = String(Number((percent / 100).toPrecision(8)));
    return [['', { quantile }, valueNs / NS_PER_S]];
  });
  return [...quantiles, ['_count', {}, count], ['_sum', {}, sumNs / NS_PER_S]];
}

function outcomes({ counts }: TrialRecord): readonly Sample[] {
  const { completed, unsent, unfinished, failed } = counts;
  return Object.entries({ completed, unsent, unfinished, ...failed }).map(
    ([outcome, count]): Sample => ['_total', { outcome }, count],
  );
}

const censoredHelp = 'What failed, did not finish or was never sent counts with its age.';

const families: readonly Family[] = [
  {
    name: 'steelyard_verdict',
    type: 'stateset',
    help: 'What is said of the trial; of an invalid one there are no figures of its target.',
    samples: ({ verdict }) =>
      ['pass', 'inconclusive', 'fail', 'invalid'].map(
        (state): Sample => ['', { steelyard_verdict: state }, Number(state === verdict)],
      ),
  },
  {
    name: 'steelyard_requests',
    type: 'counter',
    help: 'Requests that were due in the window, by what became of them.',
    samples: outcomes,
  },
  {
    name: 'steelyard_offered_per_second',
    type: 'gauge',
    help: 'Arrivals that an open load put into the window, over its length.',
    samples: ({ offeredPerSecond }) => optional(offeredPerSecond),
  },
  {
    name: 'steelyard_generator_ceiling',
    type: 'gauge',
    help: "1 where a closed load's throughput is the generator's ceiling, and not the target's.",
    samples: (trial) => [['', {}, Number(atCeiling(trial))]],
  },
  {
    name: 'steelyard_throughput_per_second',
    type: 'gauge',
    ofTarget: true,
    help: 'Right answers that arrived within the window, over its length.',
    samples: ({ throughputPerSecond }) => optional(throughputPerSecond),
  },
  {
    name: 'steelyard_response_seconds',
    type: 'summary',
    ofTarget: true,
    unit: 'seconds',
    help: `From when a request was due to its answer. ${censoredHelp}`,
    samples: ({ latency }) => summary(latency.response),
  },
  {
    name: 'steelyard_service_seconds',
    type: 'summary',
    ofTarget: true,
    unit: 'seconds',
    help: `From when a request was sent to its answer. ${censoredHelp}`,
    samples: ({ latency }) => summary(latency.service),
  },
  {
    name: 'steelyard_target_cpu_seconds',
    type: 'gauge',
    ofTarget: true,
    unit: 'seconds',
    help: 'Processor time of all servers within the window.',
    samples: ({ usage }) => {
      const { cpuNs } = usage.target;
      return optional(cpuNs === null ? null : cpuNs / NS_PER_S);
    },
  },
];

function render(records: readonly RunRecord[]): string {
  const measured = records.flatMap((record, index) =>
    record.trials.map((trial): Measured => {
      const run = records.length > 1 ? { run: String(index + 1) } : {};
      const { id, target, scenario, load } = trial;
      const of = { target, servers: String(trial.servers), scenario, load: load.model };
      return { trial, labels: { ...run, trial: id, ...of } };
    }),
  );
  const lines = families.flatMap((family) => familyLines(family, measured));
  return [...lines, '# EOF', ''].join('\n');
}

function familyLines(family: Family, measured: readonly Measured[]): readonly string[] {
  const { name, type, unit, help } = family;
  const told = measured.filter(({ trial }) => !family.ofTarget || trial.verdict !== 'invalid');
  const samples = told.flatMap(({ trial, labels }) =>
    family
      .samples(trial)
      .map(
        ([suffix, own, value]) => `${name}${suffix}${labelText({ ...labels, ...own })} ${value}`,
      ),
  );
  const unitLine = unit === undefined ? [] : [`# UNIT ${name} ${unit}`];
  return [`# TYPE ${name} ${type}`, ...unitLine, `# HELP ${name} ${help}`, ...samples];
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function labelText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (sign) => escapes[sign] ?? sign)}"`,
  );
  return `{${parts.join(',')}}`;
}

export const openmetrics = {
  name: 'openmetrics',
  about: 'OpenMetrics text, for Prometheus and what reads its format',
  extension: 'prom',
  render,
} as const satisfies Format;
