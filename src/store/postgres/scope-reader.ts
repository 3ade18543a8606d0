import type { ScopeReader } from '../ports/scopes.js';
import type { Pool } from './pool.js';

export function makeScopeReader(pool: Pool): ScopeReader {
  return {
    async readScopeNames() {
      const rows = await pool.query<{ name: string }>(
        'SELECT s.name FROM scopegate.scope s ORDER BY s.name COLLATE "C"',
      );
      return rows.map(({ name }) => name);
    },
    async readOperatorScopeNames() {
      const rows = await pool.query<{ name: string }>(
        `SELECT s.name FROM scopegate.scope s WHERE s.category <> 'Scopegate' ORDER BY s.name COLLATE "C"`,
      );
      return rows.map(({ name }) => name);
    },
    async readHeldScopes() {
      const rows = await pool.query<{ scope: string }>(
        `SELECT DISTINCT held.scope COLLATE "C" AS scope
         FROM scopegate.credential c
         JOIN (SELECT cs.credential, cs.scope FROM scopegate.credential_scope cs
               UNION ALL
               SELECT cr.credential, rs.scope
               FROM scopegate.credential_role cr JOIN scopegate.role_scope rs ON rs.role = cr.role
              ) held ON held.credential = c.id
         WHERE c.enabled AND (c.expires_at IS NULL OR c.expires_at > now())
         UNION
         SELECT s.name COLLATE "C"
         FROM scopegate.oauth_issuer i JOIN scopegate.oauth_client o ON o.issuer = i.id
         JOIN scopegate.credential c ON c.id = o.credential AND c.enabled
         JOIN scopegate.scope s ON NOT EXISTS (SELECT FROM scopegate.oauth_scope m WHERE m.issuer = i.id)
           OR EXISTS (SELECT FROM scopegate.oauth_scope m WHERE m.issuer = i.id AND m.ours = s.name)
         WHERE i.enabled AND i.scopes_from = 'token'
         ORDER BY 1`,
      );
      return rows.map(({ scope }) => scope);
    },
  };
}
