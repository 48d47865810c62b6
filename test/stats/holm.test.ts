import t from 'tap';
import { holm } from '../../harness/stats/holm.ts';

t.test('adjusted in the order given', async (t) => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  const found = holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(10)));
  t.strictSame(found, [0.03, 0.06, 0.06, 0.02]);
  t.strictSame(holm([0.7, 0.6]), [1, 1]);
  t.strictSame(holm([0.2]), [0.2]);
  t.strictSame(holm([]), []);
});
