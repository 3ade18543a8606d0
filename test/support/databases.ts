import { randomBytes } from 'node:crypto';
import { grantsFor } from '../../src/store/postgres/roles/grants.js';
import { query } from './query.js';
import { migrateAll } from './schema.js';

export interface TestDatabase {
  /** Of the owner of the schema. */
  readonly url: string;
  /** Of a role that has what `scopegate grants --for serve` gives, and nothing else. Needs the schema. */
  serverUrl(): Promise<string>;
  drop(): Promise<void>;
}

/** Makes databases on a server; `adminUrl` is that of any database there. */
export interface Databases {
  /** With the schema: a copy of a template that was migrated once. */
  createDatabase(): Promise<TestDatabase>;
  /** Without anything. */
  createEmptyDatabase(): Promise<TestDatabase>;
  /** Makes the template where there is none; before several processes ask for databases. */
  makeTemplate(): Promise<void>;
}

const template = 'migrated';

/** Names are unique on a server: many processes may make databases there. */
export function makeDatabases(adminUrl: () => Promise<string>): Databases {
  const prefix = `test_${randomBytes(4).toString('hex')}`;
  let made = 0;

  async function create(from: string): Promise<TestDatabase> {
    const admin = await adminUrl();
    made += 1;
    const name = `${prefix}_${made}`;
    await query(admin, `create database ${name} template ${from}`);
    const url = urlOfDatabase(admin, name);
    let serverUrl: Promise<string> | undefined;
    return {
      url,
      serverUrl: () => (serverUrl ??= makeServerRole(url, `${name}_server`)),
      drop: async () => {
        await query(admin, `drop database ${name} with (force)`);
        if (serverUrl !== undefined) await query(admin, `drop role if exists ${name}_server`);
      },
    };
  }
  async function makeTemplate(): Promise<void> {
    const admin = await adminUrl();
    if ((await query(admin, 'select from pg_database where datname = $1', [template])).length > 0) return;
    await query(admin, `create database ${template} template template0`);
    await migrateAll(urlOfDatabase(admin, template));
    await query(admin, `alter database ${template} with allow_connections false`);
  }
  let migrated: Promise<void> | undefined;
  const makeTemplateOnce = (): Promise<void> => (migrated ??= makeTemplate());
  return {
    makeTemplate: makeTemplateOnce,
    async createDatabase() {
      await makeTemplateOnce();
      return create(template);
    },
    createEmptyDatabase: () => create('template0'),
  };
}

async function makeServerRole(ownerUrl: string, role: string): Promise<string> {
  const password = 'only-for-tests';
  await query(ownerUrl, `create role ${role} login password '${password}'`);
  await query(ownerUrl, grantsFor('serve', role));
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

function urlOfDatabase(admin: string, name: string): string {
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
