import { makeDatabases } from './databases.js';
import { findEngines } from './engines.js';
import { startThrowaway, sweepThrowaways } from './throwaway.js';
import type { Throwaway } from './throwaway.js';

/**
 * The process of the PostgreSQL servers that all workers of a test run share, one of each engine: scripts/tests/servers.mjs
 * starts it, asks for an engine by its title, and hears the URL. It removes the servers when that process is gone.
 */
const started = new Map<string, Promise<Throwaway>>();
const swept = sweepThrowaways();

async function start(title: string): Promise<Throwaway> {
  await swept;
  const engine = findEngines().find((one) => one.title === title);
  if (engine === undefined) throw new Error(`there is no ${title}`);
  const server = await startThrowaway(engine);
  await makeDatabases(() => Promise.resolve(server.url)).makeTemplate();
  return server;
}

process.on('message', ({ engine }: { engine: string }) => {
  const server = started.get(engine) ?? start(engine);
  started.set(engine, server);
  server.then(
    ({ url }) => process.send?.({ engine, url }),
    (error: unknown) => process.send?.({ engine, error: String(error) }),
  );
});
// Signals that a terminal sends to all end the workers first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => {
  void Promise.allSettled([...started.values()].map(async (server) => (await server).remove())).then(() =>
    process.exit(),
  );
});
