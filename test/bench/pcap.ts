/**
 * Reads what `tcpdump -w` wrote on loopback: the classic pcap format in this machine's byte order
 * (a file header of 24 bytes, then packets with 16 bytes in front of each; see pcap-savefile(5)),
 * Ethernet frames, IPv4, TCP.
 */

/** A TCP segment that carries data. */
export interface Segment {
  /** From the first packet of the file. */
  readonly atNs: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly payloadBytes: number;
}

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
const ETHERNET_HEADER = 14;
const ETHERNET = 1;
/** How the file starts when its times have nanoseconds, as `--time-stamp-precision=nano` asks. */
const NANOSECONDS = 0xa1b23c4d;
const NS_PER_S = 1e9;

/** All segments with data, in the file's order. Throws when it is another kind of file. */
export function readSegments(file: Buffer): Segment[] {
  if (file.length < FILE_HEADER || file.readUInt32LE(0) !== NANOSECONDS) {
    throw new Error('not a pcap file with nanoseconds of a little-endian machine');
  }
  const link = file.readUInt32LE(20);
  if (link !== ETHERNET) throw new Error(`link type ${link} in the capture, not Ethernet`);
  const segments: Segment[] = [];
  const firstS = file.length >= FILE_HEADER + PACKET_HEADER ? file.readUInt32LE(FILE_HEADER) : 0;
  let at = FILE_HEADER;
  // The last packet may be cut off, where the capture was ended.
  while (at + PACKET_HEADER <= file.length) {
    const atNs = (file.readUInt32LE(at) - firstS) * NS_PER_S + file.readUInt32LE(at + 4);
    const ip = at + PACKET_HEADER + ETHERNET_HEADER;
    at += PACKET_HEADER + file.readUInt32LE(at + 8);
    if (at > file.length) break;
    const tcp = ip + 4 * (file.readUInt8(ip) & 0xf);
    const headers = tcp - ip + 4 * (file.readUInt8(tcp + 12) >> 4);
    const payloadBytes = file.readUInt16BE(ip + 2) - headers;
    if (payloadBytes === 0) continue;
    const [fromPort, toPort] = [file.readUInt16BE(tcp), file.readUInt16BE(tcp + 2)];
    segments.push({ atNs, fromPort, toPort, payloadBytes });
  }
  return segments;
}

/** A request on the wire and the answer to it. */
export interface WireExchange {
  readonly sentAtNs: number;
  readonly serviceNs: number;
}

/**
 * Pairs each request with the first segment of its answer, for connections that have one request in
 * flight at most and requests that fit in a segment. Requests without an answer are left out.
 */
export function pairExchanges(segments: readonly Segment[], serverPort: number): WireExchange[] {
  const sentAtNs = new Map<number, number>();
  const exchanges: WireExchange[] = [];
  for (const { atNs, fromPort, toPort } of segments) {
    if (toPort === serverPort) {
      sentAtNs.set(fromPort, atNs);
      continue;
    }
    const sent = sentAtNs.get(toPort);
    if (sent === undefined) continue;
    sentAtNs.delete(toPort);
    exchanges.push({ sentAtNs: sent, serviceNs: atNs - sent });
  }
  return exchanges;
}
