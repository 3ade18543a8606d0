import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ApiException,
  ForbiddenException,
  UnauthorizedException,
  makeManagementClient,
} from '../../src/client/index.js';
import type { ManagementClient } from '../../src/client/index.js';
import { operationTable, operationTypes } from '../../scripts/management-types.mjs';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { root } from '../support/root.js';

/** The exception of a call that must fail. */
async function failureOf(call: Promise<unknown>): Promise<ApiException> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiException) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

forEachPostgres('The management client', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let client: ManagementClient;
  const clientOf = (credential: string): ManagementClient =>
    makeManagementClient({ baseUrl: world.replica.httpUrl, credential });
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    client = clientOf(world.administratorKey);
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  it('knows the operations and the types of the document that is served', async () => {
    const { body } = await world.call('GET', '/openapi.json');
    const files = {
      'src/client/management/operations.ts': operationTable(body),
      'src/wire/management.ts': await operationTypes(body),
    };
    for (const [file, text] of Object.entries(files))
      expect(readFileSync(join(root, file), 'utf8'), file).to.equal(text);
    const paths = Object.values(body['paths'] as unknown as object) as Record<string, { operationId?: string }>[];
    const served = paths.flatMap((item) => Object.values(item).flatMap(({ operationId }) => operationId ?? []));
    expect(Object.keys(client)).to.have.members(served);
  });

  it('creates, edits and revokes a key', async () => {
    const made = await client.createApiKey({ body: { name: 'sender', scopes: ['sms:send'] } });
    expect(made.code).to.equal(201);
    const { key, secret } = made.body;
    const authorization = `App ${String(secret)}`;
    expect(await world.replica.outcome({ authorization, method: 'POST', path: '/sms' })).to.equal('scope_held');
    const edited = await client.editApiKey({
      path: { id: key.id },
      headers: { 'if-match': key.etag },
      body: { name: 'renamed' },
    });
    expect(edited.body.key.name).to.equal('renamed');
    const { body } = await client.revokeApiKey({ path: { id: key.id } });
    expect(body.key.state).to.equal('revoked');
  });

  it('throws UnauthorizedException with the headers and the body of a 401', async () => {
    const failure = await failureOf(clientOf('sgk_wrong').listApiKeys());
    expect(failure).to.be.instanceOf(UnauthorizedException);
    expect(failure.code).to.equal(401);
    expect(failure.responseHeaders).to.have.property('www-authenticate');
    expect(failure.responseBody).not.to.equal('');
  });

  it('throws ForbiddenException for a 403', async () => {
    const { secret } = await world.createKey(['sms:send']);
    const failure = await failureOf(clientOf(secret).listApiKeys());
    expect(failure).to.be.instanceOf(ForbiddenException);
    expect(failure.code).to.equal(403);
  });

  it('throws ApiException for every other status, and 503 where nobody answers', async () => {
    const missing = await failureOf(client.getApiKey({ path: { id: 'AAAAAAAAAAAAAAAA' } }));
    expect(missing.code).to.be.oneOf([400, 404]);
    const unknown = await failureOf(client.createApiKey({ body: { name: 'n', scopes: ['no:such'] } }));
    expect(unknown.code).to.equal(409);
    expect(unknown.message).to.equal('POST /v1/api-keys answered 409: unknown scope "no:such"');
    const nobody = makeManagementClient({ baseUrl: 'http://127.0.0.1:1' });
    expect((await failureOf(nobody.listApiKeys())).code).to.equal(503);
  });
});
