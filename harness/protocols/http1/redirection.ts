/** Where an answer leads to, as browsers understand it (RFC 9110, section 15.4). */
import type { AnswerFault } from '../../model/protocol.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** A request that is sent: its header up to its `Content-Length`, and its body. */
export interface SentRequest {
  readonly method: string;
  /** Its lines, each with its end. */
  readonly head: string;
  readonly body: string | Buffer;
  /** How many redirections have led to it. */
  readonly followed: number;
}

const REDIRECTIONS = [301, 302, 303, 307, 308];
/** As k6 and Artillery have it; browsers go to 20. */
const FOLLOWED_MAX = 10;
/** Letters of a place that are shown. */
const LOCATION_SHOWN = 200;

/** Whether a client that follows does so here: a status that is expected is an answer. */
export const leadsOn = (answer: WholeAnswer, expected: readonly number[] | undefined): boolean =>
  REDIRECTIONS.includes(answer.status) &&
  expected?.includes(answer.status) !== true &&
  answer.headers['location'] !== undefined;

/**
 * What is asked next. `url` is what was asked, `host` what it called the server. A place elsewhere
 * is a fault, since it is not what is measured, and so is going on without an end.
 */
export function redirected(
  sent: SentRequest,
  answer: WholeAnswer,
  url: string,
  host: string,
): SentRequest | AnswerFault {
  const location = answer.headers['location'] ?? '';
  const got = `status ${answer.status} to ${location.slice(0, LOCATION_SHOWN)}`;
  if (sent.followed >= FOLLOWED_MAX) {
    return { expected: `at most ${FOLLOWED_MAX} redirections`, got };
  }
  const from = new URL(url);
  if (!URL.canParse(location, url)) return { expected: 'a redirection to a URL', got };
  const to = new URL(location, url);
  const isHere = to.host === from.host || to.host === host.toLowerCase();
  if (to.protocol !== from.protocol || !isHere) {
    return { expected: `a redirection within ${from.origin}`, got };
  }
  return {
    ...asked(sent, answer.status, `${to.pathname}${to.search}`),
    followed: sent.followed + 1,
  };
}

/** A form that was sent is not sent again, but by 307 and 308. */
function asked({ method, head, body }: SentRequest, status: number, target: string) {
  const anew = status === 303 ? !['GET', 'HEAD'].includes(method) : isMoved(status, method);
  const [, ...fields] = head.split('\r\n');
  const kept = anew ? fields.filter((line) => !/^content-/i.test(line)) : fields;
  const verb = anew ? 'GET' : method;
  return {
    method: verb,
    head: [`${verb} ${target} HTTP/1.1`, ...kept].join('\r\n'),
    body: anew ? '' : body,
  };
}

const isMoved = (status: number, method: string): boolean =>
  (status === 301 || status === 302) && method === 'POST';
