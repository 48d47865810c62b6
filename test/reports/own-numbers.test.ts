/** What servers tell of themselves: merged by condition, and one by one only on demand. */
import t from 'tap';
import { numberBlocks, toldIn } from '../../reports/own-numbers.ts';
import { readRecords } from '../../reports/reading.ts';
import { serverViewRecord } from '../support/server-view-record.ts';

/** The sample with a second trial, whose server told more and larger numbers. */
function twoTrials() {
  const record = serverViewRecord();
  const [trial] = record.trials;
  if (trial === undefined) throw new TypeError('the sample has a trial');
  const { target } = trial.usage;
  const servers = target.servers.map((server) => ({
    ...server,
    numbers: { heapBytes: { readings: 1, mean: 20e6, max: 22e6 } },
  }));
  const usage = { ...trial.usage, target: { ...target, servers } };
  return { ...record, trials: [trial, { ...trial, id: 'shop-1-server-2', repetition: 2, usage }] };
}

t.test('one server of one trial is its own sum', async (t) => {
  const blocks = numberBlocks(readRecords([serverViewRecord()]).trials.flatMap(toldIn));
  t.notOk(blocks.some(({ kind }) => kind === 'details'));
  t.equal(blocks.filter(({ kind }) => kind === 'table').length, 4, 'a table for each unit');
});

t.test('several are merged, each reading counting the same', async (t) => {
  const blocks = numberBlocks(readRecords([twoTrials()]).trials.flatMap(toldIn));
  const tables = blocks.filter((block) => block.kind === 'table');
  const bytes = tables.find(({ id }) => id === 'numbers-bytes-all-table');
  t.equal(bytes?.rows.length, 1);
  const values = Object.fromEntries(
    (bytes?.columns ?? []).map(({ id }, at) => [id, bytes?.rows[0]?.cells[at]?.value]),
  );
  t.match(values, { name: 'heapBytes', readings: 4, mean: 17e6, max: 22e6, servers: 2 });
  const [details] = blocks.filter((block) => block.kind === 'details');
  t.equal(details?.summary, 'Each server of each trial (2)');
  t.equal(details?.open, false);
  const each = details?.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
  t.equal(each?.length, 5, 'nothing is lost');
});

t.test('known names are explained, others stand for themselves', async (t) => {
  const blocks = numberBlocks(readRecords([serverViewRecord()]).trials.flatMap(toldIn));
  const terms = blocks.flatMap((block) => (block.kind === 'terms' ? block.items : []));
  t.match(
    terms.map(({ term }) => term),
    ['eventLoopDelayNsMax', 'eventLoopBusyShare'],
  );
  t.notOk(terms.some(({ term }) => term === 'queue.length'));
  t.strictSame(numberBlocks([]), []);
});
