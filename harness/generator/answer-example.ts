import type { Outcome } from '../model/protocol.ts';
import type { Lane } from './lane.ts';
import type { Recorder } from './recorder.ts';

/** Keeps the first wrong answer to each operation, which is shown to people. */
export function keepExample(recorder: Recorder, lane: Lane, outcome: Outcome): void {
  if (outcome !== 'status' && outcome !== 'mismatch') return;
  if (recorder.hasExample(lane.operation)) return;
  const fault = lane.client.connection.fault?.();
  if (fault === undefined) return;
  const hide = (text: string): string => lane.session?.hide(text) ?? text;
  const shown = { expected: hide(fault.expected), got: hide(fault.got) };
  recorder.example(lane.operation, { outcome, ...shown });
}
