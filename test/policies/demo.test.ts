import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TestDatabase } from '../support/postgres.js';
import { forEachPostgres } from '../support/postgres.js';
import { query } from '../support/query.js';
import { root } from '../support/root.js';
import { templatesOverlap } from '../support/template-overlap.js';

const folder = join(root, 'policies', 'demo');
const files = readdirSync(folder).sort();

async function loadDemo(url: string): Promise<void> {
  for (const file of files) await query(url, readFileSync(join(folder, file), 'utf8'));
}

/** Everything that the policy says, as one text. */
async function dumpPolicy(url: string): Promise<string> {
  const [row] = await query(
    url,
    `select jsonb_build_object(
      'categories', (select jsonb_agg(to_jsonb(c) order by c.name) from scopegate.scope_category c),
      'scopes', (select jsonb_agg(to_jsonb(s) order by s.name) from scopegate.scope s),
      'products', (select jsonb_agg(to_jsonb(p) order by p.name) from scopegate.product p),
      'implications', (select jsonb_agg(to_jsonb(i) order by i.scope, i.implies) from scopegate.scope_implication i),
      'apis', (select jsonb_agg(to_jsonb(a) order by a.id) from scopegate.api a),
      'hosts', (select jsonb_agg(to_jsonb(h) order by h.host) from scopegate.api_host h),
      'endpoints', (select jsonb_agg(to_jsonb(e) order by e.id) from scopegate.endpoint e),
      'required', (select jsonb_agg(to_jsonb(r) order by r.endpoint, r.scope) from scopegate.endpoint_scope r)
    )::text as dump`,
  );
  return String(row?.['dump']);
}

interface EndpointRow {
  readonly api: string;
  readonly method: string;
  readonly template: string;
  /** Everything that decides about a request, apart from the names of parameters. */
  readonly content: string;
}

const endpointRows = `
  select a.name as api, e.method, e.template, scopegate.existing_endpoint_content(e.id)::text as content
  from scopegate.endpoint e join scopegate.api a on a.id = e.api
  order by e.id`;

/** Pairs of endpoints that one request can reach both of, with different answers. */
function findContradictions(rows: readonly EndpointRow[]): string[] {
  const found: string[] = [];
  rows.forEach((one, index) => {
    for (const other of rows.slice(index + 1)) {
      const sameMethod = one.method === other.method || one.method === '*' || other.method === '*';
      if (one.api !== other.api || !sameMethod || one.content === other.content) continue;
      if (templatesOverlap(one.template, other.template)) {
        found.push(`${one.method} ${one.template} and ${other.method} ${other.template}`);
      }
    }
  });
  return found;
}

forEachPostgres('The demo policy', (server) => {
  let database: TestDatabase;
  const ask = (sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> =>
    query(database.url, sql, values);
  const count = async (sql: string): Promise<number> => Number((await ask(`select count(*) as n ${sql}`))[0]?.['n']);

  before(async () => {
    database = await server.createDatabase();
    await loadDemo(database.url);
  });
  after(() => database.drop());

  it('has six categories in their order, and a product in each', async () => {
    const rows = await ask(
      `select c.name, exists (select from scopegate.product p join scopegate.scope s on s.name = p.manage_scope
         where s.category = c.name) as has_product
       from scopegate.scope_category c where c.name <> 'Scopegate' order by c.position`,
    );
    expect(rows).to.deep.equal(
      ['General', 'Channels', 'Connectivity', 'Platform', 'Customer Engagement', 'Web SDK'].map((name) => ({
        name,
        has_product: true,
      })),
    );
  });

  it('has at least 10 products, each with the manage scope of its name', async () => {
    const rows = await ask('select name, manage_scope from scopegate.product');
    expect(rows).to.have.length.at.least(10);
    expect(rows).to.deep.equal(rows.map(({ name }) => ({ name, manage_scope: `${String(name)}:manage` })));
  });

  it('has at least 60 scopes, each described in one sentence of its own', async () => {
    const rows = await ask('select name, description from scopegate.scope');
    expect(rows).to.have.length.at.least(60);
    const unclear = rows.filter(({ description }) => !/^[A-Z][^.]{10,120}\.$/.test(String(description)));
    expect(unclear).to.deep.equal([]);
    expect(new Set(rows.map(({ description }) => description)).size).to.equal(rows.length);
  });

  it('has the general scopes', async () => {
    const wanted = ['inbound-message:read', 'message:send', 'mobile-app-messaging:sdk', 'web:sdk'];
    const rows = await ask('select name from scopegate.scope where name = any ($1) order by name collate "C"', [
      wanted,
    ]);
    expect(rows.map(({ name }) => name)).to.deep.equal(wanted);
  });

  it('uses every scope: an endpoint or a product names it', async () => {
    const unused = await ask(
      `select s.name from scopegate.scope s
       where s.category <> 'Scopegate' and not exists (select from scopegate.endpoint_scope e where e.scope = s.name)
         and not exists (select from scopegate.product p where p.manage_scope = s.name)`,
    );
    expect(unused).to.deep.equal([]);
  });

  it('has at least 150 endpoints in two APIs, one of them of the family errorCode', async () => {
    expect(await count('from scopegate.endpoint')).to.be.at.least(150);
    const apis = await ask(
      `select a.name, a.error_family, exists (select from scopegate.endpoint e where e.api = a.id) as used
       from scopegate.api a where a.name <> 'scopegate' order by a.id`,
    );
    expect(apis).to.deep.equal([
      { name: 'platform', error_family: 'requestError', used: true },
      { name: 'partners', error_family: 'errorCode', used: true },
    ]);
  });

  for (const [title, condition] of [
    ['access scoped', "access = 'scoped'"],
    ['access authenticated', "access = 'authenticated'"],
    ['access public', "access = 'public'"],
    ['access closed', "access = 'closed'"],
    ['an opt-out of the manage scope', 'not managed'],
    ['accepted kinds', 'accepted_kinds is not null'],
    ['an allowed escaped slash', "'slash' = any (encoded)"],
    ['an allowed escaped percent sign', "'percent' = any (encoded)"],
    ['a custom verb', "template ~ '\\}:[a-z]+'"],
    ['a parameter of several segments', "template like '%{+%'"],
    ['a segment of text and two parameters', "template ~ '\\}[^/{]+\\{'"],
    ['a trailing slash', "template ~ './$'"],
    ['the method *', "method = '*'"],
    [
      'one path with a scope for each method',
      `exists (select from scopegate.endpoint o where o.shape = endpoint.shape and o.method <> endpoint.method
         and scopegate.existing_endpoint_content(o.id) <> scopegate.existing_endpoint_content(endpoint.id))`,
    ],
  ] as const) {
    it(`shows ${title}`, async () => {
      expect(await count(`from scopegate.endpoint where ${condition}`)).to.be.at.least(1);
    });
  }

  it('lets message:send reach the message:send of every channel', async () => {
    const missing = await ask(
      `select s.name from scopegate.scope s where s.name like '%:message:send'
         and not exists (select from scopegate.scope_implication i where i.scope = 'message:send' and i.implies = s.name)`,
    );
    expect(missing).to.deep.equal([]);
  });

  it('answers no request in two ways', async () => {
    const rows = (await ask(endpointRows)) as unknown as EndpointRow[];
    expect(findContradictions(rows)).to.deep.equal([]);
  });

  it('changes nothing when it is run again', async () => {
    const revision = 'select scopegate.current_revision()::text as revision';
    const before = { dump: await dumpPolicy(database.url), revision: await ask(revision) };
    await loadDemo(database.url);
    expect({ dump: await dumpPolicy(database.url), revision: await ask(revision) }).to.deep.equal(before);
  });
});

describe('The folder of the demo policy', () => {
  for (const [index, file] of files.entries()) {
    it(`${file} has its number, and a header that says what it is about`, () => {
      expect(file).to.match(new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z_]+\\.sql$`));
      expect(readFileSync(join(folder, file), 'utf8')).to.match(/^-- \S.*\n--/);
    });
  }
});
