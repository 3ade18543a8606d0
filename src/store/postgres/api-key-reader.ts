import type { ApiKeyReader } from '../ports/credentials.js';
import { credentialColumns, toCredentialRow } from './credential-rows.js';
import type { CredentialColumns } from './credential-rows.js';
import type { Pool } from './pool.js';

/** One row with nulls but for the revision where no key was found. */
interface Found extends CredentialColumns {
  readonly revision: number;
  readonly digest: Buffer | null;
}

const findText = `
  SELECT r.revision, k.*
  FROM (SELECT scopegate.current_revision()::float8 AS revision) r
  LEFT JOIN (
    SELECT ${credentialColumns}, k.digest
    FROM scopegate.credential c
    JOIN scopegate.account a ON a.id = c.account
    JOIN scopegate.api_key k ON k.credential = c.id
    WHERE c.public_id = ANY ($1::text[])
  ) k ON true`;

export function makeApiKeyReader(pool: Pool): ApiKeyReader {
  return {
    async findApiKeys(publicIds) {
      const rows = await pool.query<Found>(findText, [publicIds]);
      return {
        revision: rows[0]?.revision ?? 0,
        keys: rows.flatMap((row) =>
          row.digest === null ? [] : [Object.assign(toCredentialRow(row), { digest: row.digest })],
        ),
      };
    },
  };
}
