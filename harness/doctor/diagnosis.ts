/** From figures to sentences: what can be measured on this machine, and what cannot. Pure. */
import { WAIT_MAX } from '../judge/contention.ts';
import { BUSY_MAX } from '../judge/saturation.ts';
import {
  formatCount,
  formatNs,
  formatRate,
  formatShare,
  NS_PER_MS,
  NS_PER_US,
} from '../model/units.ts';
import type {
  CeilingFigures,
  ClockFigures,
  CoreFigures,
  Figures,
  LimitFigures,
  NoiseFigures,
  TimerFigures,
  TrialFigures,
} from './figures.ts';
import { connectionsMax, perSecondPerThread, responseNsP99Min } from './measurable.ts';

/** `limit`: it limits what can be measured here. `unknown`: the system does not tell. */
export type RemarkKind = 'fine' | 'limit' | 'unknown';

export interface Remark {
  readonly about: string;
  readonly kind: RemarkKind;
  /** Whole sentences. */
  readonly text: string;
}

type Said = Omit<Remark, 'about'>;

const fine = (text: string): Said => ({ kind: 'fine', text });
const limit = (text: string): Said => ({ kind: 'limit', text });
const unknown = (text: string): Said => ({ kind: 'unknown', text });

/** Coarser steps show in the latencies of fast servers on one machine, tens of microseconds. */
const STEP_NS_MAX = NS_PER_US;
/** Unpinned alarms poll for the last 2 ms; a timer that is later makes them late as well. */
const TIMER_LATE_NS_MAX = 2 * NS_PER_MS;
/** A send that is later than that is late by a share of most response times. */
const ALARM_LATE_NS_MAX = 0.5 * NS_PER_MS;
/** Stolen time is not evenly spread: this much in a second is a pause of 10 ms of one core. */
const STEAL_SHARE_MAX = 0.01;
/** Fewer files than most people's connections. */
const FILES_MIN = 4096;

function ofClock({ stepNs, readNs }: ClockFigures): Said {
  if (stepNs > STEP_NS_MAX) {
    return limit(`Latencies that differ by less than ${formatNs(stepNs)} cannot be told apart.`);
  }
  return fine(
    `Times are told apart from ${formatNs(stepNs)} on; a reading costs ${formatNs(readNs)}.`,
  );
}

function ofTimers({ coarse, precise }: TimerFigures): Said {
  const late = `One timer in ten rings ${formatNs(coarse.p90Ns)} late or more`;
  const sends = `the alarm that sends open loads ${formatNs(precise.p90Ns)}`;
  if (coarse.p90Ns > TIMER_LATE_NS_MAX || precise.p90Ns > ALARM_LATE_NS_MAX) {
    return limit(`${late}, ${sends}: the machine is busy, or saves power.`);
  }
  return fine(`${late}, ${sends}.`);
}

function ofPacing(figures: TrialFigures): Said {
  const { ratePerSecond, p99Ns } = figures;
  if (p99Ns === null) return unknown('Too few requests to tell how late the latest were sent.');
  const late =
    `At ${formatRate(ratePerSecond)} one request in a hundred ` +
    `is sent ${formatNs(p99Ns)} late or more`;
  const leastNs = responseNsP99Min(figures) ?? 0;
  if (leastNs === 0) return fine(`${late}: open loads are on time here.`);
  return limit(
    `${late}: open loads of servers whose response p99 is below ${formatNs(leastNs)} may be ` +
      'called invalid. Closed loads, and slower servers, can be measured.',
  );
}

function ofFloor({ p50Ns, p99Ns }: TrialFigures): Said {
  if (p50Ns === null) return unknown('Too few requests to tell what an answer takes at least.');
  const tail = p99Ns === null ? '' : `, and ${formatNs(p99Ns)} or more one time in a hundred`;
  return fine(
    `A server that does nothing takes ${formatNs(p50Ns)}${tail}: ` +
      'service times near that are the client’s and the system’s, and not a server’s own.',
  );
}

function ofCeiling(figures: CeilingFigures): Said {
  const { perSecond, busyShare, connections } = figures;
  const most =
    `One generator thread and one server do ${formatRate(perSecond)} ` +
    `over ${connections} connections`;
  if (busyShare > BUSY_MAX) {
    const safe = formatRate(perSecondPerThread(figures));
    return fine(
      `${most}; the thread was the limit. In an open load ask ${safe} of each worker at most, ` +
        'and take more --workers for more.',
    );
  }
  const busy = formatShare(busyShare);
  return fine(
    `${most}; the thread was busy ${busy} of the time only, ` +
      'so the limit was the server, or what else wanted the cores.',
  );
}

function ofCores({ usable, allowed, quota, taskset }: CoreFigures): Said {
  if (quota !== null && quota < usable) {
    return limit(
      `There are ${usable} cores, but a limit of ${quota} cores’ time: ` +
        'whoever uses it up is stopped for a while, and latencies jump.',
    );
  }
  if (usable === 1) {
    return limit('There is one core: client and server take turns on it, and wait for each other.');
  }
  const pinning = taskset
    ? '--pin keeps them on processors of their own.'
    : 'They cannot be kept apart with --pin: there is no taskset here.';
  return fine(
    `${usable} cores${allowed === null ? '' : ` (${allowed})`}: ` +
      `servers and generator threads together should be no more. ${pinning}`,
  );
}

function ofLimits(limits: LimitFigures): Said {
  const { openFiles } = limits;
  const most = connectionsMax(limits);
  if (most === null) {
    return unknown('The system does not tell how many connections there can be.');
  }
  const toOne = `About ${formatCount(most)} connections to one server can be open at once`;
  if (openFiles !== null && openFiles < FILES_MIN) {
    return limit(`${toOne}; for more, raise the limit of open files (ulimit -n).`);
  }
  return fine(`${toOne}.`);
}

function ofNoise(noise: NoiseFigures, { usable }: CoreFigures): Said {
  const { waitShare, stealShare, loadAverage, gapNsMax, watchedNs } = noise;
  const troubles = [
    waitShare !== null && waitShare > WAIT_MAX
      ? `a busy thread had to wait for a core ${formatShare(waitShare)} of the time`
      : [],
    stealShare !== null && stealShare > STEAL_SHARE_MAX
      ? `the hypervisor took ${formatShare(stealShare)} of the time`
      : [],
    loadAverage !== null && loadAverage > usable
      ? `the load average is ${loadAverage.toFixed(1)} on ${usable} cores`
      : [],
  ].flat();
  const pause = `the longest pause in ${formatNs(watchedNs)} was ${formatNs(gapNsMax)}`;
  if (troubles.length > 0) {
    return limit(
      `This machine is not quiet: ${troubles.join(', ')}; ${pause}. All figures here suffer from ` +
        'that: stop what else runs, and ask again.',
    );
  }
  const told = waitShare !== null || stealShare !== null || loadAverage !== null;
  if (!told) return unknown(`The system does not tell what else runs; ${pause}.`);
  return fine(`The machine is quiet enough: ${pause}.`);
}

/** What follows from the figures, one remark for each subject. */
export function diagnose(figures: Figures): readonly Remark[] {
  const said: Readonly<Record<string, Said>> = {
    noise: ofNoise(figures.noise, figures.cores),
    clock: ofClock(figures.clock),
    timers: ofTimers(figures.timers),
    pacing: ofPacing(figures.pacing),
    floor: ofFloor(figures.floor),
    ceiling: ofCeiling(figures.ceiling),
    cores: ofCores(figures.cores),
    limits: ofLimits(figures.limits),
  };
  return Object.entries(said).map(([about, remark]) => ({ about, ...remark }));
}
