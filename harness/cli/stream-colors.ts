import pc from 'picocolors';

/** What decides about colour and movement, of a stream and of the environment. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** See https://no-color.org and https://force-color.org: set and not empty. */
const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Whether a stream shows colour: as the user says, else when it is a terminal that can. */
export function hasColor({ isTTY }: Terminal, environment: Environment): boolean {
  if (isSet(environment['NO_COLOR'])) return false;
  if (isSet(environment['FORCE_COLOR'])) return environment['FORCE_COLOR'] !== '0';
  return isTTY === true && environment['TERM'] !== 'dumb';
}

/** Whether lines may be drawn over: never in CI, whose logs keep every version. */
export const canRedraw = ({ isTTY }: Terminal, environment: Environment): boolean =>
  isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['CI']);

/** The colours of one stream; each leaves text alone where there is no colour. */
export const colorsOf = (stream: Terminal): ReturnType<typeof pc.createColors> =>
  pc.createColors(hasColor(stream, process.env));
