import type { Session } from '../scenario/session.ts';

/** What a lane is busy with between the requests, too. */
export interface SessionUnderWay {
  readonly session: Session;
  readonly beganNs: number;
  /** When the group was entered that is gone through now, by its place. */
  readonly enteredNs: number[];
  /** It is over and counted; only its client is not free yet. */
  ended: boolean;
  /** Whether a request was sent. */
  asked: boolean;
  /** Waits: for the time of its next request, or for a connection to send it on. */
  waits: 'no' | 'time' | 'connection';
  /** Takes the session's secrets out of what people see. */
  hide(text: string): string;
}
