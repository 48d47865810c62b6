import t from 'tap';
import { ItemStore } from '../../../targets/parts/item-store.ts';

const draft = { name: 'Scale', priceCents: 1 };

t.test('a load test that creates without end does not fill the memory', async (t) => {
  const store = new ItemStore();
  for (let created = 0; created < 10_000; created += 1) store.create(draft);
  const last = store.create(draft);
  t.equal(store.list({ limit: 1, offset: 0 }).total, 10_000);
  t.equal(last.id, 10_101);
  t.match(store.read('1'), { name: 'Item 1' }, 'the items of the start stay');
  t.match(store.read('100'), { name: 'Item 100' });
  t.equal(store.read('101'), undefined, 'the oldest created one goes');
  t.equal(store.read('201'), undefined);
  t.match(store.read('202'), { id: 202 });
  t.ok(store.delete('202'));
  store.create(draft);
  t.match(store.read('203'), { id: 203 }, 'nothing goes while there is room');
  store.create(draft);
  t.equal(store.read('203'), undefined, 'what was deleted is passed over');
});

t.test('an update keeps the place in the list', async (t) => {
  const store = new ItemStore();
  store.update('2', draft);
  t.same(
    store.list({ limit: 3, offset: 0 }).items.map(({ id }) => id),
    [1, 2, 3],
  );
});
