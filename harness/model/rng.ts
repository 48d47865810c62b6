/** Chance as an argument: the next number, uniform over (0, 1), never 0 and never 1. */
export type Rng = () => number;
