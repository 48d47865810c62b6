import t from 'tap';
import { threadNumber } from '../../harness/generator/thread-usage.ts';
import { ThreadCpuReader } from '../../harness/host/thread-cpu-reader.ts';
import { GeneratorMeter } from '../../harness/session/generator-meter.ts';

const linux = process.platform === 'linux';

/** Works until the system has counted so much of it. */
function work(ns: number): void {
  const own = new ThreadCpuReader([threadNumber()]);
  const from = own.cpuNs() ?? 0;
  while ((own.cpuNs() ?? Number.POSITIVE_INFINITY) < from + ns);
  own.close();
}

t.test('tells by interval what the threads took', { skip: !linux }, async (t) => {
  let inFlight = 3;
  const meter = new GeneratorMeter([threadNumber()], () => ({ inFlight: inFlight++, waiting: 5 }));
  work(20e6);
  meter.begin();
  work(60e6);
  meter.lap();
  meter.lap();
  work(30e6);
  meter.end();
  meter.close();
  const [first, second, third, ...more] = meter.intervals();
  t.same(more, []);
  t.ok(Number(first?.generatorCpuNs) >= 60e6 && Number(third?.generatorCpuNs) >= 30e6);
  t.ok(Number(second?.generatorCpuNs) < 30e6, 'nothing was done in the second');
  t.same(
    [first, second, third].map((one) => one?.inFlight),
    [3, 4, 5],
  );
  t.equal(third?.waiting, 5);
});

t.test('does not tell the time of threads that are not known', async (t) => {
  const meter = new GeneratorMeter([0], () => ({ inFlight: 1, waiting: 0 }));
  meter.begin();
  meter.end();
  meter.close();
  t.same(meter.intervals(), [{ generatorCpuNs: null, inFlight: 1, waiting: 0 }]);
});
