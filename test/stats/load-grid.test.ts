import { AssertionError } from 'node:assert';
import t from 'tap';
import { loadGrid } from '../../harness/stats/load-grid.ts';

t.test('starts and ends exactly, and neighbours are a width apart at most', async (t) => {
  for (const width of [0.005, 0.02, 0.3]) {
    const { last, loadAt, stepOf } = loadGrid({ min: 1e3, max: 1e9, width });
    t.equal(loadAt(0), 1e3);
    t.equal(loadAt(last), 1e9);
    let widest = 0;
    for (let step = 1; step <= last; step++) {
      widest = Math.max(widest, 1 - loadAt(step - 1) / loadAt(step));
      if (stepOf(loadAt(step)) !== step) t.fail(`step ${step} is not its own`);
    }
    t.ok(widest <= width * (1 + 1e-12), `${widest}`);
    t.ok(widest > width * 0.8, 'and not much less');
  }
  t.equal(loadGrid({ min: 1e3, max: 1e9, width: 0.005 }).last, 2757);
});

t.test('what lies outside is taken to the ends', async (t) => {
  const { last, stepOf } = loadGrid({ min: 10, max: 1000, width: 0.1 });
  t.equal(stepOf(1), 0);
  t.equal(stepOf(1e6), last);
});

t.test('what is no range is a mistake', async (t) => {
  t.throws(() => loadGrid({ min: 0, max: 1, width: 0.1 }), AssertionError);
  t.throws(() => loadGrid({ min: 2, max: 1, width: 0.1 }), AssertionError);
  t.throws(() => loadGrid({ min: 1, max: 2, width: 1 }), AssertionError);
});
