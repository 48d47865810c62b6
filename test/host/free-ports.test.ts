import { once } from 'node:events';
import { createServer } from 'node:net';
import t from 'tap';
import { freePorts } from '../../harness/host/free-ports.ts';

t.test('ports differ, and all can be listened on at once', async (t) => {
  const ports = await freePorts(20);
  t.equal(new Set(ports).size, 20);
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  for (const server of servers) server.close();
});
