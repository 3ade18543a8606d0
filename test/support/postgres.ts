import type { Databases } from './databases.js';
import { makeDatabases } from './databases.js';
import type { Engine } from './engines.js';
import { findEngines } from './engines.js';
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
/** What this run has started; stopped by the root hook in hooks.ts, also after failures. */
const started: Promise<Throwaway>[] = [];
let swept: Promise<void> | undefined;
/** `SCOPEGATE_TEST_ENGINES=embedded` leaves the second engine out, for a quick run while developing; CI asks both. */
const chosen = process.env['SCOPEGATE_TEST_ENGINES'] === 'embedded' ? engines.slice(0, 1) : engines;
const shared = chosen.map((engine): TestServer => {
  let server: Promise<Throwaway> | undefined;
  return { title: engine.title, ...makeDatabases(async () => (await (server ??= startTracked(engine))).url) };
});

/**
 * Describes a suite once per PostgreSQL that is there: the embedded one, and a stock one (15) where installed.
 *
 *     forEachPostgres('the key store', (server) => {
 *       let database: TestDatabase;
 *       before(async () => { database = await server.createDatabase(); });
 *       after(() => database.drop());
 *       it('...', ...);
 *     });
 */
export function forEachPostgres(title: string, define: (server: TestServer) => void): void {
  for (const server of shared) {
    describe(`${title} on ${server.title}`, () => define(server));
  }
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

function startTracked(engine: Engine): Promise<Throwaway> {
  swept ??= sweepThrowaways();
  const server = swept.then(() => startThrowaway(engine));
  started.push(server);
  return server;
}
