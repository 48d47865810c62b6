import t from 'tap';
import { CpuReader } from '../../harness/host/cpu-reader.ts';
import type { ProcessUsage } from '../../harness/host/process-usage.ts';
import { TargetMeter } from '../../harness/session/target-meter.ts';
import { work as workUntil } from '../support/work.ts';

const linux = process.platform === 'linux';

/** No process has this number: the kernel's own limit is below it. */
const NOBODY = 2 ** 30;

const own = new CpuReader(linux ? [process.pid] : []);
t.teardown(() => own.close());

/** This process as the only server, which may change its processes from reading to reading. */
function ownMeter(pids: (reading: number) => readonly number[] = () => [process.pid]): TargetMeter {
  let readings = 0;
  const usage = (): ProcessUsage[] => [
    { cpuNs: own.cpuNs() ?? 0, rssBytesMax: 1, pids: pids(readings++) },
  ];
  return new TargetMeter({ usage, servers: [] });
}

const work = (ns: number): void => workUntil(ns, own);

t.test('tells the window’s processor time by interval', { skip: !linux }, async (t) => {
  const meter = ownMeter();
  meter.begin();
  work(60e6);
  meter.lap();
  meter.lap();
  work(30e6);
  meter.end();
  const laps = meter.cpuNsByInterval().map(Number);
  const [first = 0, second = 0, third = 0] = laps;
  t.equal(laps.length, 3);
  t.ok(first >= 60e6 && third >= 30e6, `${laps}`);
  t.ok(second < first, `nothing was done in the second: ${laps}`);
  const { cpuNs } = meter.usage(0);
  t.equal(
    laps.reduce((sum, lap) => sum + lap, 0),
    cpuNs,
  );
});

t.test('does not tell where processes came, went or are not ours', async (t) => {
  const measured = (meter: TargetMeter): readonly (number | null)[] => {
    meter.begin();
    meter.lap();
    meter.end();
    return meter.cpuNsByInterval();
  };
  const came = ownMeter((reading) => (reading === 0 ? [process.pid] : [process.pid, NOBODY]));
  t.strictSame(measured(came), [null, null], 'one more at the end');
  t.strictSame(measured(ownMeter(() => [process.pid, NOBODY])), [null, null], 'one is gone');
  t.strictSame(
    measured(new TargetMeter({ usage: () => [null], servers: [] })),
    [null, null],
    'not ours',
  );
});

t.test('a window of one interval is told as a whole', { skip: !linux }, async (t) => {
  const meter = ownMeter();
  meter.begin();
  work(20e6);
  meter.end();
  t.strictSame(meter.cpuNsByInterval(), [meter.usage(0).cpuNs]);
});
