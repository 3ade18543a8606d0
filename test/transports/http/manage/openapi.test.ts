import { validate } from '@readme/openapi-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { pathOf, readDocumented } from '../../../support/documented.js';
import type { Documented } from '../../../support/documented.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

forEachPostgres('The OpenAPI document of the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let operations: readonly Documented[];
  let keyId: string;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    operations = await readDocumented(world);
    keyId = (await world.createKey(['sms:send'])).id;
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });
  const guarded = (): readonly Documented[] => operations.filter(({ scopes }) => scopes.length > 0);

  it('is valid OpenAPI 3.1 for two validators', async () => {
    const served = await world.call('GET', '/openapi.json', { key: null });
    expect(served.headers.get('content-type')).to.match(/^application\/json/);
    const first = await new Validator().validate(structuredClone(served.body));
    expect(first.errors, JSON.stringify(first.errors)).to.equal(undefined);
    expect(first.valid).to.equal(true);
    const second = await validate(structuredClone(served.body) as unknown as Parameters<typeof validate>[0]);
    expect(second, JSON.stringify(second)).to.deep.include({ valid: true, specification: 'OpenAPI' });
    expect(served.body['openapi']).to.match(/^3\.1\./);
  });

  it('names every shape of a body and an answer, and says each once', async () => {
    const { body } = await world.call('GET', '/openapi.json', { key: null });
    const { schemas } = body['components'] as unknown as { schemas: Record<string, object> };
    expect(Object.keys(schemas)).to.include.members([
      'ApiKey',
      'ApiKeyPage',
      'User',
      'Endpoint',
      'ErrorBody',
      'AccessMode',
    ]);
    const unnamed: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('properties' in value && 'type' in value) unnamed.push(place);
      for (const [name, member] of Object.entries(value)) walk(member, `${place}.${name}`);
    };
    walk(body['paths'], 'paths');
    expect(unnamed).to.deep.equal([]);
    const used = new Set([...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
    expect([...used]).to.have.members(Object.keys(schemas));
  });

  it('is readable as a page that asks nobody else for anything and names every operation', async () => {
    const page = (await world.call('GET', '/docs', { key: null, headers: { accept: 'text/html' } }))
      .body as unknown as string;
    for (const { template, method } of operations) expect(page).to.contain(template).and.contain(method);
    expect(page.match(/(?:src|href|url|import)\s*[=(]\s*["']?(?:https?:)?\/\//gi)).to.equal(null);
  });

  it('names for every operation the scope that the policy asks for, and no operation is missing on either side', async () => {
    const listed = await world.call('GET', '/v1/endpoints?api=scopegate&limit=200');
    const rows = (listed.body['items'] as unknown as Body[]).map((row) => ({
      operation: `${String(row['method'])} ${String(row['template'])}`,
      scopes: (row['requiredScopes'] as unknown as string[]).filter((scope) => scope !== 'scopegate:manage'),
    }));
    const documented = operations.map(({ method, template, scopes }) => ({
      operation: `${method} ${template}`,
      scopes,
    }));
    expect(documented).to.have.deep.members(rows);
  });

  it('refuses a query parameter that no operation has', async () => {
    for (const operation of operations) {
      const { body } = operation;
      const call = { ...(body === null ? {} : { body: {} }), headers: { 'if-match': '*' } };
      const { status } = await world.call(operation.method, `${pathOf(operation)}?unknown=1`, call);
      expect(status, operation.id).to.equal(400);
    }
  });

  it('refuses pages that are none, for every operation that lists in pages', async () => {
    const paged = operations.filter(({ query }) => Object.hasOwn(query, 'cursor'));
    expect(paged.map(({ id }) => id)).to.include.members(['listUsers', 'listOAuthClients', 'listAudit']);
    const limits = ['limit=0', 'limit=-1', 'limit=201', 'limit=1e9', 'limit=', 'limit=1&limit=2'];
    const cursors = ['cursor=', 'cursor=bm90IGpzb24', 'cursor=WzEsMiwzXQ', 'cursor=W10', 'cursor=W251bGwsMV0'];
    for (const operation of paged) {
      const endpoint = (await world.call('GET', '/v1/endpoints?limit=1')).body['items']?.[0]?.['id'];
      const path = pathOf(operation, operation.template.includes('endpoints/') ? String(endpoint) : keyId);
      for (const text of [...limits, ...cursors, 'q=%00', `q=${'a'.repeat(201)}`]) {
        const { status } = await world.call(operation.method, `${path}?${text}`);
        expect(status, `${operation.id} ${text.slice(0, 30)}`).to.equal(400);
      }
      expect((await world.call(operation.method, `${path}?limit=200`)).status, operation.id).to.equal(200);
    }
  });

  it('refuses every guarded operation without a credential (401) and to keys without its scope (403)', async () => {
    const names = [...new Set(guarded().flatMap(({ scopes }) => scopes))];
    const stranger = await world.createKey(['sms:send', 'scopes:grant-any']);
    const holders = new Map<string, string>();
    for (const name of names) holders.set(name, (await world.createKey([name])).secret);
    const catalogue = await world.call('GET', '/v1/scopes?category=Scopegate');
    const rows = catalogue.body['items'] as unknown as { readonly name: string; readonly implies: readonly string[] }[];
    const implied = new Map(rows.map(({ name, implies }) => [name, implies]));
    let asked = 0;
    for (const operation of guarded()) {
      const ask = async (key: string | null): Promise<number> => {
        asked += 1;
        return (await world.call(operation.method, pathOf(operation), { key })).status;
      };
      expect(await ask(null), `${operation.id} without a credential`).to.equal(401);
      expect(await ask(`${stranger.secret}x`), `${operation.id} with a wrong key`).to.equal(401);
      expect(await ask(stranger.secret), `${operation.id} with other scopes`).to.equal(403);
      for (const [name, secret] of holders) {
        const covered = [name, ...(implied.get(name) ?? [])];
        const isEnough = operation.scopes.some((scope) => covered.includes(scope));
        const status = await ask(secret);
        if (isEnough) expect(status, `${operation.id} with ${name}`).not.to.be.oneOf([401, 403]);
        else expect(status, `${operation.id} with ${name}`).to.equal(403);
      }
    }
    expect(asked).to.equal(guarded().length * (3 + names.length));
  });
});
