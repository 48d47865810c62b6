import { Recorder } from '../../harness/generator/recorder.ts';

const ignore = (): void => undefined;

/** Of one operation and a window from 0 on, with nobody who looks on. */
export const silentRecorder = (windowEndNs: number): Recorder =>
  new Recorder({
    operations: 1,
    windowStartNs: 0,
    windowEndNs,
    intervalNs: windowEndNs,
    live: { settled: ignore, sent: ignore, blocked: ignore, late: ignore },
  });
