import type { Pool } from '../pool.js';
import { grantsFor } from './grants.js';

const listedText = `
  SELECT s.role FROM scopegate.server_role s JOIN pg_roles r ON r.rolname = s.role
  JOIN pg_namespace n ON n.nspname = 'scopegate' WHERE n.nspowner <> r.oid`;

/** PostgreSQL fails one of two processes that grant on the same table at once. */
const IN_TURN = `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('scopegate.grants', 0));`;

/**
 * Gives the roles that are known as the server's, and those named here, what this version of the server needs: an upgrade
 * adds tables, and a role that may not read them would stop serving. Runs as the owner of the schema.
 */
export async function renewServerGrants(owner: Pick<Pool, 'query'>, roles: readonly string[] = []): Promise<void> {
  const listed = await owner.query<{ role: string }>(listedText);
  for (const role of new Set([...roles, ...listed.map((row) => row.role)]))
    await owner.query(`${IN_TURN}\n${grantsFor('serve', role)}`);
}
