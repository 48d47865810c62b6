import t from 'tap';
import { evidenceText, namedValueText, nameText } from '../../reports/evidence-text.ts';

const cases = [
  { name: 'lagNsP99', value: 45_100, words: 'lag p99', text: '45.1 µs' },
  { name: 'responseNsP50Before', value: 1_030_000, words: 'response p50 before', text: '1.03 ms' },
  { name: 'offeredPerSecond', value: 1998.4, words: 'offered', text: '1,998/s' },
  { name: 'rssBytesMax', value: 47_200_000, words: 'rss max', text: '47.2 MB' },
  { name: 'busyShare', value: 0.31, words: 'busy', text: '31 %' },
  { name: 'identities', value: 11, words: 'identities', text: '11' },
  { name: 'slope', value: 0.012345, words: 'slope', text: '0.0123' },
  { name: 'cpuModel', value: 'EPYC', words: 'cpu model', text: 'EPYC' },
  { name: 'late-sends', value: 12_000, words: 'late sends', text: '12,000' },
  { name: 'Ns', value: 5, words: 'ns', text: '5 ns' },
  { name: 'cgroup', value: { cpus: 2 }, words: 'cgroup', text: '{"cpus":2}' },
];

for (const { name, value, words, text } of cases) {
  t.equal(nameText(name), words);
  t.equal(namedValueText(name, value), text, name);
}

t.equal(
  evidenceText({ sentShare: 1, lagNsP99: 2_000_000, place: 'trial' }),
  'sent 100 %, lag p99 2 ms, place trial',
);
