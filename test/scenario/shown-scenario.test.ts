/** What a record has of a scenario: all of it, but for the secrets that stand in it. */
import t from 'tap';
import type { HttpRequest, Scenario } from '../../harness/model/scenario.ts';
import { shownScenario } from '../../harness/scenario/shown-scenario.ts';

const scenario: Scenario<HttpRequest> = {
  ...{ name: 'all', about: '', protocol: 'http1' },
  data: {
    users: {
      rows: [{ name: 'ann', password: 'hush', n: 1 }],
      secret: ['password'],
      order: 'unique',
    },
    plain: { rows: [{ password: 'shown' }] },
    filed: { file: 'users.csv', secret: ['password'] },
  },
  auth: { basic: { user: 'ann', password: 'hush' } },
  headers: { Accept: 'text/html', 'X-Api-Key': 'hush', Authorization: 'Key {{ secret.KEY }}' },
  steps: [
    {
      when: { value: '{{ session }}', above: 1 },
      steps: [{ name: 'a', request: { path: '/', auth: { bearer: 'hush' } } }],
      else: [{ name: 'b', request: { path: '/', auth: { bearer: '{{ secret.KEY }}' } } }],
    },
    { name: 'c', request: { path: '/', auth: { call: 'sign' }, json: { data: { x: 1 } } } },
  ],
};

t.test('everything but what is secret', async (t) => {
  const shown = shownScenario(scenario);
  t.notMatch(JSON.stringify(shown), 'hush');
  t.match(shown, {
    data: {
      users: { rows: [{ name: 'ann', password: '(secret)', n: 1 }], order: 'unique' },
      plain: { rows: [{ password: 'shown' }] },
    },
    auth: { basic: { user: 'ann', password: '(secret)' } },
    headers: {
      Accept: 'text/html',
      'X-Api-Key': '(secret)',
      Authorization: 'Key {{ secret.KEY }}',
    },
  });
  const { steps, data } = scenario;
  t.strictSame(shown.data?.['filed'], data?.['filed']);
  t.strictSame(shown.steps?.[1], steps?.[1], 'a body that happens to have such keys, too');
  t.match(shown.steps?.[0], { else: [{ request: { auth: { bearer: '{{ secret.KEY }}' } } }] });
});
