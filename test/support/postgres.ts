import type { Databases } from './databases.js';
import { makeDatabases } from './databases.js';
import type { Engine } from './engines.js';
import { findEngines } from './engines.js';
import { suiteWith } from './prerequisites.js';
import type { Prerequisite } from './prerequisites.js';
import { onlyInTestAll } from './stages.js';
import type { Throwaway } from './throwaway.js';
import { startThrowaway, sweepThrowaways } from './throwaway.js';

export type { TestDatabase } from './databases.js';

/** The server of one engine that all suites of a run share. Starts with the first database asked of it. */
export interface TestServer extends Databases {
  /** `PostgreSQL 15 (stock)`. */
  readonly title: string;
}

/** A server for one suite alone, to be killed and restarted at will. */
export interface PrivateServer extends TestServer, Throwaway {}

const engines = findEngines();
/** What this process has started; stopped by the root hook in hooks.ts, also after failures. */
const started: Promise<Throwaway>[] = [];
let swept: Promise<void> | undefined;
/** `SCOPEGATE_TEST_ENGINES=embedded` skips the second engine, for a quick run while developing; CI asks both. */
const isQuick = process.env['SCOPEGATE_TEST_ENGINES'] === 'embedded';
/** Where workers run files of tests side by side, they share the servers; scripts/tests/worker.mjs asks for them. */
const shared = Reflect.get(globalThis, Symbol.for('scopegate.tests.server')) as
  ((engine: string) => Promise<string>) | undefined;
const [embedded, stock] = engines.map((engine): TestServer => {
  let url: Promise<string> | undefined;
  return { title: engine.title, ...makeDatabases(() => (url ??= shared?.(engine.title) ?? urlOfOwn(engine))) };
});
const SECOND_POSTGRES: Prerequisite<TestServer> = {
  name: 'a stock PostgreSQL',
  found: (isQuick ? undefined : stock) ?? null,
  remedy: isQuick ? 'Unset SCOPEGATE_TEST_ENGINES.' : 'Install it: apt-get install postgresql',
};

/**
 * Defines a suite twice: on the embedded PostgreSQL, and for `npm run test:all` on a stock one (15 or newer).
 *
 *     forEachPostgres('the key store', (server) => {
 *       let database: TestDatabase;
 *       before(async () => { database = await server.createDatabase(); });
 *       after(() => database.drop());
 *       it('...', ...);
 *     });
 */
export function forEachPostgres(title: string, define: (this: Mocha.Suite, server: TestServer) => void): void {
  onOnePostgres(title, define);
  onlyInTestAll(suiteWith(SECOND_POSTGRES, `${title} on ${stock?.title ?? 'a stock PostgreSQL'}`, define));
}

/** As `forEachPostgres`, on the embedded PostgreSQL alone: for tests to which the engine makes no difference. */
export function onOnePostgres(title: string, define: (this: Mocha.Suite, server: TestServer) => void): void {
  describe(`${title} on ${embedded!.title}`, function () {
    define.call(this, embedded!);
  });
}

/** Starts a server for the calling suite alone, on the embedded PostgreSQL. Ends with the run unless removed before. */
export async function startThrowawayServer(): Promise<PrivateServer> {
  const engine = engines[0]!;
  const server = await startTracked(engine);
  return { title: engine.title, ...server, ...makeDatabases(() => Promise.resolve(server.url)) };
}

/** Stops and removes every server of this run. */
export async function stopAllServers(): Promise<void> {
  for (const server of started.splice(0)) await (await server).remove();
}

async function urlOfOwn(engine: Engine): Promise<string> {
  return (await startTracked(engine)).url;
}

function startTracked(engine: Engine): Promise<Throwaway> {
  swept ??= sweepThrowaways();
  const server = swept.then(() => startThrowaway(engine));
  started.push(server);
  return server;
}
