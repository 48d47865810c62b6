import t from 'tap';
import { layersOf, mergeLayers, type Setting } from '../../harness/cli/config-layers.ts';
import type { Config } from '../../harness/config/config-schema.ts';

const config: Config = {
  defaults: { warmup: '1s', rate: 10, arrivals: 'constant' },
  targets: { api: { url: 'http://127.0.0.1:1/', servers: 2 } },
  loads: {
    quiet: { rate: 50, duration: '5s' },
    peak: { connections: 8 },
    stairs: { phases: [{ kind: 'poisson', rate: 5, duration: '1s' }] },
  },
  experiments: {
    smoke: { kind: 'run', target: 'api', load: 'quiet', warmup: '2s', seed: 7 },
    steps: { kind: 'run', target: 'api', load: 'stairs' },
  },
};

const place = ({ key, path }: Setting): string => path?.join('.') ?? `--${key}`;

/** Key, value and place of everything that counts. */
function merged(experiment: string, flags: readonly Setting[], load?: string): unknown {
  const keys = config.experiments?.[experiment];
  if (keys === undefined) throw new TypeError(experiment);
  const asked = { experiment: { name: experiment, keys }, target: 'api' };
  const layers = layersOf(config, load === undefined ? asked : { ...asked, load });
  const settings = mergeLayers([...layers, flags], place);
  return Object.fromEntries(settings.map((one) => [one.key, `${one.value} ${place(one)}`]));
}

t.test('the stronger place counts', async (t) => {
  t.strictSame(merged('smoke', [{ key: 'seed', value: 9 }]), {
    warmup: '2s experiments.smoke.warmup',
    servers: '2 targets.api.servers',
    rate: '50 loads.quiet.rate',
    duration: '5s loads.quiet.duration',
    seed: '9 --seed',
  });
});

t.test('a load stands for itself; a flag of another kind takes its place', async (t) => {
  t.match(merged('smoke', [], 'peak'), {
    rate: undefined,
    connections: '8 loads.peak.connections',
  });
  const replay = merged('smoke', [{ key: 'replay', value: 'times' }]);
  t.match(replay, { rate: undefined, duration: undefined, replay: 'times --replay' });
  t.match(merged('steps', [{ key: 'rate', value: 3 }]), { phases: undefined, rate: '3 --rate' });
});

t.test('what cannot both be meant is refused, with both places', async (t) => {
  t.throws(() => merged('steps', [{ key: 'duration', value: '3s' }]), {
    exit: 'usage',
    message: 'duration of --duration does not go with phases of loads.stairs.phases.',
    next: /lengths of their own/,
  });
  t.throws(() => merged('smoke', [{ key: 'think', value: '3s' }]), { message: /think .* rate of/ });
});
