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
}

const template = 'migrated';

export function makeDatabases(adminUrl: () => Promise<string>): Databases {
  let made = 0;
  let migrated: Promise<void> | undefined;

  async function create(from: string): Promise<TestDatabase> {
    const admin = await adminUrl();
    made += 1;
    const name = `test_${made}`;
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
    await query(admin, `create database ${template} template template0`);
    await migrateAll(urlOfDatabase(admin, template));
    await query(admin, `alter database ${template} with allow_connections false`);
  }
  return {
    async createDatabase() {
      await (migrated ??= makeTemplate());
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
