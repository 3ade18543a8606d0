import { query } from './query.js';
import { migrateAll } from './schema.js';

export interface TestDatabase {
  readonly url: string;
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
    return {
      url: urlOfDatabase(admin, name),
      drop: async () => {
        await query(admin, `drop database ${name} with (force)`);
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

function urlOfDatabase(admin: string, name: string): string {
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}
