import type { Lane } from './lane.ts';

/** Lanes that wait for a time of their own, the earliest first: a binary heap. */
export class DueLanes {
  readonly #lanes: Lane[] = [];

  get first(): Lane | undefined {
    return this.#lanes[0];
  }

  get size(): number {
    return this.#lanes.length;
  }

  /** Waits for the lane's `intendedNs`, which must not change meanwhile. */
  push(lane: Lane): void {
    const lanes = this.#lanes;
    let at = lanes.push(lane) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = lanes[parent] as Lane;
      if (above.intendedNs <= lane.intendedNs) break;
      lanes[at] = above;
      at = parent;
    }
    lanes[at] = lane;
  }

  /** Takes the earliest out. */
  shift(): Lane | undefined {
    const lanes = this.#lanes;
    const first = lanes[0];
    const last = lanes.pop();
    if (first === undefined || last === undefined || lanes.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= lanes.length) break;
      const right = child + 1;
      if (right < lanes.length && dueNs(lanes[right]) < dueNs(lanes[child])) child = right;
      if (last.intendedNs <= dueNs(lanes[child])) break;
      lanes[at] = lanes[child] as Lane;
      at = child;
    }
    lanes[at] = last;
    return first;
  }
}

const dueNs = (lane: Lane | undefined): number => lane?.intendedNs ?? Number.POSITIVE_INFINITY;
