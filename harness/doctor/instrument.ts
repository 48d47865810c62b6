import { epochNow, realClock } from '../generator/clock.ts';
import type { Instrument } from '../model/instrument.ts';
import { NS_PER_MS } from '../model/units.ts';
import { watchClock } from './clock-watch.ts';
import { lastExamination } from './examination-file.ts';
import { readCores, readLimits } from './system.ts';
import { watchTimers } from './timer-watch.ts';

/** For the clock, and for each of the two kinds of alarm. */
const LOOK_NS = 100 * NS_PER_MS;

/** A brief look at the machine before a run, a third of a second, and what the doctor last said. */
export async function lookAtInstrument(): Promise<Instrument> {
  const clock = realClock(epochNow());
  const { clock: readings, noise } = watchClock(clock, LOOK_NS);
  const { coarse, precise } = await watchTimers(clock, LOOK_NS);
  const { usable, quota } = readCores();
  return {
    coresUsable: usable,
    coresGranted: quota,
    openFilesMax: readLimits().openFiles,
    clockStepNs: readings.stepNs,
    clockReadNs: readings.readNs,
    pauseNsMax: noise.gapNsMax,
    waitShare: noise.waitShare,
    stealShare: noise.stealShare,
    loadAverage: noise.loadAverage,
    timerLateNsP50: coarse.p50Ns,
    alarmLateNsP50: precise.p50Ns,
    examination: lastExamination(),
  };
}
