import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import { readDocumented } from '../../../support/documented.js';
import type { Documented } from '../../../support/documented.js';
import { KEY_SCENARIOS } from '../../../support/key-scenarios.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { makeMaker } from '../../../support/maker.js';
import type { Maker } from '../../../support/maker.js';
import { observe } from '../../../support/observed.js';
import type { Asked, Observed } from '../../../support/observed.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { OAUTH_SCENARIOS } from '../../../support/oauth-scenarios.js';
import { USER_SCENARIOS } from '../../../support/user-scenarios.js';
import { startTcpProxy, throughProxy } from '../../../support/tcp-proxy.js';
import type { TcpProxy } from '../../../support/tcp-proxy.js';

const MAX_IN_FLIGHT = 128;

forEachPostgres('Every operation and status of the Management API', (server) => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let world: ManageWorld;
  let operations: readonly Documented[];
  let observed: Observed;
  let maker: Maker;
  before(async () => {
    database = await server.createDatabase();
    proxy = await startTcpProxy(Number(new URL(database.url).port));
    world = await startManageWorld(database, { DATABASE_URL: throughProxy(database.url, proxy) });
    operations = await readDocumented(world);
    observed = observe(world, operations);
    maker = makeMaker(observed);
  });
  after(async () => {
    await world.stop();
    await proxy.close();
    await database.drop();
  });
  /** Asks every operation that documents the status, in a way that leads to it. */
  const everyOneWith = async (status: number, how: (operation: Documented) => Asked): Promise<void> => {
    for (const operation of operations.filter(({ statuses }) => statuses.includes(status))) {
      const reply = await observed.ask(operation.id, how(operation));
      expect(reply.status, `${operation.id}: ${JSON.stringify(reply.body)}`).to.equal(status);
    }
  };
  const withBody = ({ body }: Documented): Asked => (body === null ? {} : { body: {} });

  for (const { id, status, title, ask } of [...KEY_SCENARIOS, ...USER_SCENARIOS, ...OAUTH_SCENARIOS]) {
    it(`${id}, ${title}: ${String(status)}`, async () => {
      const asked = await ask(maker);
      const reply = await observed.ask(id, asked);
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status);
    });
  }

  it('a sign-in with a good credential: 201', async () => {
    const reply = await observed.ask('signIn', { key: null, body: { credential: world.administratorKey } });
    expect(reply.status).to.equal(201);
  });

  it('a cookie and a header at once, and for a sign-in a body that is none: 400', () =>
    everyOneWith(400, ({ id }) =>
      id === 'signIn' ? { body: {} } : { headers: { cookie: `scopegate=${'A'.repeat(43)}` } },
    ));

  it('a wrong credential: 401', () =>
    everyOneWith(401, ({ id }) =>
      id === 'signIn' ? { key: null, body: { credential: 'sgk_no' } } : { key: 'sgk_no' },
    ));

  it('a credential from the wrong address, and for who needs none a foreign page: 403', async () => {
    const body = { name: 'n', scopes: ['scopegate:manage'], allowedAddresses: ['192.0.2.1'] };
    const key = (await observed.ask('createApiKey', { body })).body['secret'] as unknown as string;
    await everyOneWith(403, ({ id }) =>
      id === 'signIn' || id === 'signOut' ? { key: null, headers: { origin: 'https://evil.example' } } : { key },
    );
  });

  it('a body beyond the limit: 413', () =>
    everyOneWith(413, () => ({ body: `{"a":"${'a'.repeat(300 * 1024)}"}`, headers: { 'if-match': '*' } })));

  it('a body that is not JSON: 415', () =>
    everyOneWith(415, () => ({ body: 'text', headers: { 'content-type': 'text/plain' } })));

  it('more requests at once than are taken: 429, and 200 when there is room again', async () => {
    const sockets = await Promise.all(Array.from({ length: MAX_IN_FLIGHT }, () => openSlowRequest(world)));
    await everyOneWith(429, withBody);
    for (const socket of sockets) socket.destroy();
    let status = 429;
    while (status === 429) status = (await observed.ask('getSession')).status;
    expect(status).to.equal(200);
  });

  it('no database for what is not in memory: 503', async () => {
    const unseen = (await world.createKey(['scopegate:manage'])).secret;
    proxy.setMode('refuse');
    proxy.cut();
    try {
      await everyOneWith(503, ({ id, body }) =>
        id === 'signIn'
          ? { key: null, body: { credential: unseen } }
          : { key: unseen, ...(body === null ? {} : { body: {} }) },
      );
    } finally {
      proxy.setMode('pass');
    }
  });

  it('and that is every status that the document promises', () => {
    const documented = operations.flatMap(({ id, statuses }) => statuses.map((status) => `${id} ${String(status)}`));
    const missing = documented.filter((each) => !observed.seen.has(each));
    expect(missing, `of ${String(documented.length)}`).to.deep.equal([]);
  });
});

/** A request whose body never ends; resolves when the service has taken its beginning. */
function openSlowRequest({ replica, administratorKey }: ManageWorld): Promise<Socket> {
  const { port } = new URL(replica.httpUrl);
  const head = [
    'POST /v1/checks HTTP/1.1',
    'Host: localhost',
    `Authorization: App ${administratorKey}`,
    'Content-Type: application/json',
    'Content-Length: 100',
    'Expect: 100-continue',
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head.join('\r\n')}\r\n\r\n`));
    socket.once('data', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
