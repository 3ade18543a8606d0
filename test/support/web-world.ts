import type { Browser } from 'playwright-core';
import { ROOT } from './built-project.js';
import { CHROMIUM, startBrowser } from './browser.js';
import { startManageWorld } from './manage-world.js';
import type { ManageWorld } from './manage-world.js';
import { onOnePostgres } from './postgres.js';
import type { TestDatabase, TestServer } from './postgres.js';
import { suiteWith } from './prerequisites.js';
import { query } from './query.js';
import { join } from 'node:path';

/** The categories that a form has in a real catalogue, with a few scopes each. */
const CATALOGUE = `
  SELECT scopegate.define_category(name, position, name = 'Web SDK') FROM (VALUES ('General', 0), ('Connectivity', 3), ('Platform', 4),
    ('Customer Engagement', 5), ('Web SDK', 6)) AS c (name, position);
  SELECT scopegate.define_scope('account:read', 'General', 'See the account and its balance.');
  SELECT scopegate.define_scope('lookup:query', 'Connectivity', 'Ask which network a number belongs to.');
  SELECT scopegate.define_scope('templates:manage', 'Platform', 'Write and approve templates.');
  SELECT scopegate.define_scope('people:read', 'Customer Engagement', 'See profiles of people.');
  SELECT scopegate.define_scope('web-sdk:chat', 'Web SDK', 'Chat from a page in a browser.');
  SELECT scopegate.define_scope('web-sdk:events', 'Web SDK', 'Send events from a page in a browser.');
  SELECT scopegate.define_endpoint('platform', 'GET', '/account/balance', '{account:read}');
  SELECT scopegate.define_endpoint('platform', 'GET', '/people/{id}', '{people:read}');
  SELECT scopegate.define_endpoint('platform', 'POST', '/web/events', '{web-sdk:events}');`;

export interface WebWorld {
  readonly world: ManageWorld;
  readonly browser: Browser;
  stop(): Promise<void>;
}

/** A suite that drives the admin page in a browser, on one PostgreSQL. */
export function inBrowser(title: string, define: (server: TestServer) => void): void {
  suiteWith(CHROMIUM, title, () => onOnePostgres(title, define));
}

/** The service with the page as it ships, a database, and a browser. */
export async function startWebWorld(
  database: TestDatabase,
  environment: Readonly<Record<string, string>> = {},
): Promise<WebWorld> {
  await buildPage();
  const world = await startManageWorld(database, environment);
  await query(database.url, CATALOGUE);
  const browser = await startBrowser();
  return {
    world,
    browser,
    async stop() {
      await browser.close();
      await world.stop();
      await database.drop();
    },
  };
}

async function buildPage(): Promise<void> {
  const step = (await import(join(ROOT, 'scripts', 'steps', 'web.mjs'))) as {
    buildWebWhenStale(root: string): unknown;
  };
  step.buildWebWhenStale(ROOT);
}
