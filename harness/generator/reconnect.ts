/** What becomes of a connection that could not be made: how long to wait, and what to advise. */
import { HarnessError } from '../model/harness-error.ts';
import { NS_PER_MS, NS_PER_S } from '../model/units.ts';

const PAUSE_MIN_NS = 10 * NS_PER_MS;
const PAUSE_MAX_NS = NS_PER_S;

/** How long to wait before the next attempt: doubled by every failure in a row. */
export const pauseNs = (failures: number): number =>
  Math.min(PAUSE_MAX_NS, PAUSE_MIN_NS * 2 ** (failures - 1));

/** For a connection that could not be made before the start; `which` says of how many. */
export const unreachable = (which: string, cause: string): HarnessError =>
  new HarnessError('target', `Connection ${which} failed: ${cause}.`, adviceFor(cause));

/** What helps against a cause of a failed connection. */
function adviceFor(cause: string): string {
  if (/EMFILE|EADDRNOTAVAIL/.test(cause)) {
    return 'No more descriptors or ports: use fewer --connections or raise `ulimit -n`.';
  }
  if (/CERT|SIGNED|VERIFY|ISSUER|ERR_TLS/.test(cause)) {
    return 'Give the authority to trust with --ca FILE, or accept any certificate with --insecure.';
  }
  return 'Check that the server runs at this address and accepts this many connections.';
}
