import { type Load, loadDurationNs, type OpenLoad, type Phase } from '../harness/model/load.ts';
import { formatCount, formatNs, formatRate } from '../harness/model/units.ts';
import { unreachable } from '../harness/model/unreachable.ts';

/** Phases beyond which a load is summed up instead of told. */
const PHASES_TOLD = 3;

/** A load in a few words: `open, poisson 2,000/s` or `closed, 64 clients`. */
export function loadText(load: Load): string {
  switch (load.model) {
    case 'closed': {
      const clients = `closed, ${formatCount(load.clients)} client${load.clients === 1 ? '' : 's'}`;
      return load.thinkNs > 0 ? `${clients}, thinking ${formatNs(load.thinkNs)}` : clients;
    }
    case 'open':
      return `open, ${phasesText(load)}`;
    default:
      return unreachable(load);
  }
}

function phasesText(load: OpenLoad): string {
  const { phases } = load;
  if (phases.length > PHASES_TOLD) {
    const rates = phases.flatMap(phaseRates);
    const range = rates.length > 0 ? `, ${rangeText(rates)}` : '';
    return `${phases.length} phases over ${formatNs(loadDurationNs(load))}${range}`;
  }
  const length = (phase: Phase) => (phases.length > 1 ? ` for ${formatNs(phase.durationNs)}` : '');
  return phases.map((phase) => `${phaseText(phase)}${length(phase)}`).join(', then ');
}

function rangeText(perSecond: readonly number[]): string {
  const lowest = formatRate(Math.min(...perSecond));
  const highest = formatRate(Math.max(...perSecond));
  return lowest === highest ? lowest : `${lowest} to ${highest}`;
}

/** A phase's kind and its rates in their order: `poisson 2,000/s`, `ramp 500/s to 2,000/s`. */
export function phaseText(phase: Phase): string {
  const rates = phaseRates(phase).map(formatRate);
  return rates.length > 0 ? `${phase.kind} ${rates.join(' to ')}` : phase.kind;
}

/** Every arrival kind names its rates `…PerSecond`, so no kind needs to be known here. */
function phaseRates(phase: Phase): number[] {
  return Object.entries(phase).flatMap(([name, value]) =>
    /PerSecond$/i.test(name) && typeof value === 'number' ? [value] : [],
  );
}

/** The same load for each of `parts` servers: rates and clients divided, times kept. */
export function loadPerServer(load: Load, servers: number): Load {
  if (load.model === 'closed') return { ...load, clients: load.clients / servers };
  const phases = load.phases.map((phase) => {
    const fields = Object.entries(phase).map(([name, value]): [string, unknown] =>
      /PerSecond$/i.test(name) && typeof value === 'number'
        ? [name, value / servers]
        : [name, value],
    );
    return { ...phase, ...Object.fromEntries(fields) };
  });
  return { ...load, phases };
}
