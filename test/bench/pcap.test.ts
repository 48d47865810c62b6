import t from 'tap';
import { pairExchanges, readSegments } from './pcap.ts';

const SERVER = 8080;

interface Packet {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly from: number;
  readonly to: number;
  readonly payloadBytes: number;
}

/** Ethernet, IPv4 without options, TCP with 12 bytes of options: what loopback carries. */
function packet({ seconds, nanoseconds, from, to, payloadBytes }: Packet): Buffer {
  const stored = 14 + 20 + 32;
  const bytes = Buffer.alloc(16 + stored);
  bytes.writeUInt32LE(seconds, 0);
  bytes.writeUInt32LE(nanoseconds, 4);
  bytes.writeUInt32LE(stored, 8);
  bytes.writeUInt32LE(stored + payloadBytes, 12);
  bytes.writeUInt8(0x45, 30);
  bytes.writeUInt16BE(20 + 32 + payloadBytes, 32);
  bytes.writeUInt16BE(from, 50);
  bytes.writeUInt16BE(to, 52);
  bytes.writeUInt8(0x80, 62);
  return bytes;
}

function file(packets: readonly Packet[], { magic = 0xa1b23c4d, link = 1 } = {}): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(link, 20);
  return Buffer.concat([header, ...packets.map(packet)]);
}

const at = (seconds: number, nanoseconds: number) => ({ seconds, nanoseconds });
const request = { from: 50_001, to: SERVER, payloadBytes: 90 };
const answer = { from: SERVER, to: 50_001, payloadBytes: 170 };

t.test('segments with data, timed from the first second of the file', async (t) => {
  const packets = [
    { ...at(1_700_000_000, 999_999_000), ...request },
    { ...at(1_700_000_000, 999_999_500), ...answer, payloadBytes: 0 },
    { ...at(1_700_000_001, 20_001), ...answer },
  ];
  const whole = file(packets);
  const segments = readSegments(whole);
  t.strictSame(segments, [
    { atNs: 999_999_000, fromPort: 50_001, toPort: SERVER, payloadBytes: 90 },
    { atNs: 1_000_020_001, fromPort: SERVER, toPort: 50_001, payloadBytes: 170 },
  ]);
  t.equal(readSegments(whole.subarray(0, -1)).length, 1, 'a packet that was cut off is left out');
  t.strictSame(readSegments(file([])), []);
  t.throws(() => readSegments(file(packets, { magic: 0xa1b2c3d4 })), /nanoseconds/);
  t.throws(() => readSegments(file(packets, { link: 276 })), /link type 276/);
});

t.test('requests and answers are paired per connection', async (t) => {
  const segments = readSegments(
    file([
      { ...at(5, 100), ...answer },
      { ...at(5, 1000), ...request },
      { ...at(5, 1200), ...request, from: 50_002 },
      { ...at(5, 2000), ...answer, to: 50_002 },
      { ...at(5, 4000), ...answer },
      { ...at(5, 4500), ...answer },
      { ...at(5, 5000), ...request },
    ]),
  );
  t.strictSame(
    pairExchanges(segments, SERVER),
    [
      { sentAtNs: 1200, serviceNs: 800 },
      { sentAtNs: 1000, serviceNs: 3000 },
    ],
    'the first segment of an answer counts; an answer without a request does not',
  );
});
