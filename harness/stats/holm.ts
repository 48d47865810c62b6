/**
 * Chances of error of several tests at once, such that taking those below α as real is wrong
 * anywhere with a chance of α at most, whatever the tests have to do with each other (Holm 1979):
 * the smallest is multiplied by n, the next by n − 1, and none ends up below one before it. In the
 * order given.
 */
export function holm(chances: readonly number[]): number[] {
  const order = chances
    .map((_, at) => at)
    .sort((a, b) => chanceAt(chances, a) - chanceAt(chances, b));
  const adjusted = new Array<number>(chances.length);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, chanceAt(chances, at) * (chances.length - rank)));
    adjusted[at] = least;
  });
  return adjusted;
}

const chanceAt = (chances: readonly number[], at: number): number => chances[at] as number;
