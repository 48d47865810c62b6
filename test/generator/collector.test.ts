import t from 'tap';
import { collectAlone, collectNow } from '../../harness/generator/collector.ts';

t.test('garbage is gone when it is asked for, with or without helpers', async (t) => {
  for (const before of [() => undefined, collectAlone]) {
    before();
    const garbage = new WeakRef(new Array(1000).fill(0));
    // What a turn has made or looked at lives until the turn is over.
    await new Promise((resolve) => setImmediate(resolve));
    collectNow();
    t.equal(garbage.deref(), undefined);
  }
});
