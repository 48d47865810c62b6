import t from 'tap';
import { threadNumber } from '../../harness/generator/thread-usage.ts';
import { ThreadCpuReader } from '../../harness/host/thread-cpu-reader.ts';
import { GeneratorMeter } from '../../harness/session/generator-meter.ts';
import { work as workUntil } from '../support/work.ts';

const linux = process.platform === 'linux';

const own = new ThreadCpuReader([threadNumber()]);
t.teardown(() => own.close());

const work = (ns: number): void => workUntil(ns, own);

t.test('tells by interval what the threads took', { skip: !linux }, async (t) => {
  let sent = 0;
  const totals = () => {
    sent += 10;
    return { sent, completed: sent - 5, failed: { reset: 1, status: 1 } };
  };
  const meter = new GeneratorMeter([threadNumber()], totals);
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
    [3, 3, 3],
  );
  t.equal(third?.sent, 30);
});

t.test('does not tell the time of threads that are not known', async (t) => {
  // Read while they went on: more settled than sent.
  const meter = new GeneratorMeter([0], () => ({ sent: 7, completed: 8, failed: {} }));
  meter.begin();
  meter.end();
  meter.close();
  t.same(meter.intervals(), [{ generatorCpuNs: null, inFlight: 0, sent: 7 }]);
});
