import { HarnessError } from '../harness/model/harness-error.ts';
import type { ServerGroup, ServerModule, ServerOptions } from '../harness/model/target.ts';
import { NS_PER_MS } from '../harness/model/units.ts';
import { AnswerQueue, nowNs } from './parts/answer-queue.ts';
import { servePlain } from './parts/plain-server.ts';
import { Slots } from './parts/slots.ts';

const SLOTS_MAX = 10_000;
const SERVICE_MS_MAX = 60_000;

/**
 * How many times as long everything takes when `lockShare` of it is done under a lock that all
 * slots of all servers share, and each waits for each of the others: the slowest that such a lock
 * can make it. By it throughput grows as Amdahl's law says (Gunther, Guerrilla Capacity Planning,
 * 2007, chapter 4: it is that of synchronous requests to a single resource).
 */
const slowdown = (share: number, slots: number): number => 1 + share * (slots - 1);

function slotsOf(
  { slots = 0, serviceMs = 0, lockShare = 0 }: ServerOptions,
  { servers }: ServerGroup,
): Slots {
  const slotsFit = Number.isInteger(slots) && slots >= 1 && slots <= SLOTS_MAX;
  if (!slotsFit || !(serviceMs > 0 && serviceMs <= SERVICE_MS_MAX)) {
    throw new HarnessError(
      'usage',
      `"pooled" cannot have slots=${slots} with serviceMs=${serviceMs}.`,
      `slots is a whole number from 1 to ${SLOTS_MAX}, serviceMs up to ${SERVICE_MS_MAX}.`,
    );
  }
  if (!(lockShare >= 0 && lockShare <= 1)) {
    throw new HarnessError(
      'usage',
      `"pooled" cannot do a share of ${lockShare} of its work under a lock.`,
      'lockShare is a number from 0 to 1, such as lockShare=0.05.',
    );
  }
  const serviceNs = serviceMs * NS_PER_MS * slowdown(lockShare, slots * servers);
  return new Slots({ slots, serviceNs: Math.round(serviceNs) });
}

/**
 * A server whose truth is known: it answers `slots × 1000 / serviceMs` requests per second and not
 * one more, each `serviceMs` after its turn has come. So it is the target to try a load generator
 * on. With `lockShare` s, N servers of c slots do as much as N/(1 + σ(N − 1)) alone would, where
 * σ = sc/(1 + s(c − 1)): what a law of growth must find again. A request whose client has gone
 * keeps its turn, as work that was handed over would.
 */
export const pooled = {
  name: 'pooled',
  about: 'serves `slots` requests at a time, each for `serviceMs`, first come, first served',
  protocol: 'http1',
  options: { slots: 4, serviceMs: 5, lockShare: 0 },
  async start(options, group = { servers: 1 }) {
    const pool = slotsOf(options, group);
    const answers = new AnswerQueue();
    const server = await servePlain((answer) => {
      const arrivedNs = nowNs();
      answers.put({ arrivedNs, dueNs: pool.admit(arrivedNs), answer });
    });
    const close = (): Promise<void> => {
      answers.clear();
      return server.close();
    };
    return { ...server, close };
  },
} as const satisfies ServerModule;
