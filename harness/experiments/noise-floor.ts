/**
 * What a thing differs from itself by. The first target is measured once more in every block, at
 * another place of the block, and the two are compared as two targets are. So the figure holds for
 * just the differences that the comparison is about, drift and order included; measurements from
 * different blocks would say how much blocks differ, which the pairs take out.
 */
import { formatShare } from '../model/units.ts';
import type { Finding } from '../model/verdict.ts';
import type { Contrast } from './contrast.ts';
import { ratioText } from './contrast-text.ts';

/** What the floor says of everything else. */
export function noiseFinding(floor: Contrast, where: string): Finding {
  const { low, high, metric, reference } = floor;
  const twice = `${where}${reference} beside itself`;
  const evidence = floor.ratio === null ? {} : { ratio: floor.ratio, blocks: floor.samples };
  if (low === null || high === null) {
    return {
      ...{ rule: 'noise-floor', verdict: 'inconclusive', evidence },
      claim: `${twice} was measured too seldom to say what is noise.`,
      advice: 'Measure at least 3 blocks.',
    };
  }
  const apart = floor.state === 'better' || floor.state === 'worse';
  const largest = formatShare(Math.max(high, 1 / low) - 1);
  return {
    ...{ rule: 'noise-floor', verdict: apart ? 'inconclusive' : 'pass', evidence },
    claim: apart
      ? `${twice} is told apart by ${metric.title}, ${ratioText(floor)}: ` +
        'something other than the servers differs between the places of a block.'
      : `${twice} has a ratio of ${ratioText(floor)} in ${metric.title}: ` +
        `differences below ${largest} may be noise.`,
    advice: apart ? 'Close what else runs, see `steelyard doctor`, and measure again.' : '',
  };
}
