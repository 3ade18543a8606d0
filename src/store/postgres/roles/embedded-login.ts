import { createHmac } from 'node:crypto';
import type { Pool } from '../pool.js';

/** The role that the server and the commands connect to the embedded PostgreSQL as. It is no superuser. */
export const EMBEDDED_SERVER_ROLE = 'scopegate_server';

/**
 * Makes sure that the embedded PostgreSQL has the server's role, and answers with its URL. The role has no rights until
 * `renewServerGrants` has run. Its password follows from that of the owner, so that every process of the same data folder
 * finds the same one and no second secret is stored.
 *
 * @param owner a pool of the superuser that the data were made with
 */
export async function ensureEmbeddedLogin(owner: Pick<Pool, 'query'>, ownerUrl: string): Promise<string> {
  const url = new URL(ownerUrl);
  url.password = createHmac('sha256', url.password).update(EMBEDDED_SERVER_ROLE).digest('base64url');
  url.username = EMBEDDED_SERVER_ROLE;
  await owner.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${EMBEDDED_SERVER_ROLE}') THEN
      CREATE ROLE ${EMBEDDED_SERVER_ROLE} LOGIN PASSWORD '${url.password}';
    END IF;
  EXCEPTION
    -- Two processes that begin at once make the same role with the same password.
    WHEN duplicate_object OR unique_violation THEN NULL;
  END $$`);
  return url.href;
}
