import { HarnessError } from '../harness/model/harness-error.ts';
import type { ServerModule, ServerOptions } from '../harness/model/target.ts';
import { NS_PER_MS } from '../harness/model/units.ts';
import { AnswerQueue, nowNs } from './parts/answer-queue.ts';
import { servePlain } from './parts/plain-server.ts';
import { Slots } from './parts/slots.ts';

const SLOTS_MAX = 10_000;
const SERVICE_MS_MAX = 60_000;

function slotsOf({ slots = 0, serviceMs = 0 }: ServerOptions): Slots {
  const slotsFit = Number.isInteger(slots) && slots >= 1 && slots <= SLOTS_MAX;
  if (!slotsFit || !(serviceMs > 0 && serviceMs <= SERVICE_MS_MAX)) {
    throw new HarnessError(
      'usage',
      `"pooled" cannot have slots=${slots} with serviceMs=${serviceMs}.`,
      `slots is a whole number from 1 to ${SLOTS_MAX}, serviceMs up to ${SERVICE_MS_MAX}.`,
    );
  }
  return new Slots({ slots, serviceNs: serviceMs * NS_PER_MS });
}

/**
 * A server whose truth is known: it answers `slots × 1000 / serviceMs` requests per second and not
 * one more, each `serviceMs` after its turn has come. So it is the target to try a load generator
 * on. A request whose client has gone keeps its turn, as work that was handed over would.
 */
export const pooled = {
  name: 'pooled',
  about: 'serves `slots` requests at a time, each for `serviceMs`, first come, first served',
  protocol: 'http1',
  options: { slots: 4, serviceMs: 5 },
  async start(options) {
    const pool = slotsOf(options);
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
