import type { UserReader } from '../ports/users.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool } from './pool.js';

/** One row with nulls but for the revision where no user was found. */
interface Found extends CredentialColumns {
  readonly revision: number;
  readonly hash: string | null;
}

const findText = `
  SELECT r.revision, u.*
  FROM (SELECT scopegate.current_revision()::float8 AS revision) r
  LEFT JOIN (
    SELECT ${credentialColumns}, p.hash
    FROM scopegate.credential c
    JOIN scopegate.account a ON a.id = c.account
    JOIN scopegate.user_password p ON p.credential = c.id
    WHERE c.public_id = ANY ($1::text[])
  ) u ON true`;

export function makeUserReader(pool: Pool): UserReader {
  return {
    async findUsers(names) {
      const rows = await pool.query<Found>(findText, [names]);
      return {
        revision: rows[0]?.revision ?? 0,
        users: rows.flatMap((row) => (row.hash === null ? [] : [{ ...toCredentialRow(row), hash: row.hash }])),
      };
    },
  };
}
