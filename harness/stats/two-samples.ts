/**
 * Two groups of measurements of the same thing, such as runs of two versions. A value is one run,
 * never one request: requests of one run depend on each other.
 */
export interface TwoSamples {
  readonly before: readonly number[];
  readonly after: readonly number[];
}
