import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePepper } from '../../src/service/identity/pepper.js';
import { query } from '../support/query.js';
import { PEPPER } from '../support/replica.js';

const CHUNK = 10_000;
const ACCOUNTS = 1000;

/** Keys whose secret is known, with the scope `sms:send`; answers with their `Authorization`. */
export async function addKnownKeys(url: string, count: number): Promise<string[]> {
  const pepper = makePepper(PEPPER);
  const authorizations: string[] = [];
  await addAccounts(url);
  while (authorizations.length < count) {
    const keys = Array.from({ length: Math.min(CHUNK, count - authorizations.length) }, () => mintApiKey('sgk'));
    await query(url, INSERT.replace('SOURCE', 'unnest($1::text[], $2::bytea[]) AS k (public_id, digest)'), [
      keys.map(({ publicId }) => publicId),
      keys.map(({ key }) => pepper.digest(key)),
    ]);
    authorizations.push(...keys.map(({ key }) => `App ${key}`));
  }
  return authorizations;
}

/** Keys that nobody has: they only are there. */
export async function addOtherKeys(url: string, count: number): Promise<void> {
  await addAccounts(url);
  for (let made = 0; made < count; made += 10 * CHUNK) {
    const source = `(SELECT 'other' || lpad(to_hex(n), 7, '0') AS public_id, sha256(n::text::bytea) AS digest
      FROM generate_series(${String(made + 1)}, ${String(Math.min(count, made + 10 * CHUNK))}) n) k`;
    await query(url, INSERT.replace('SOURCE', source));
  }
}

async function addAccounts(url: string): Promise<void> {
  await query(url, `SELECT scopegate.define_account('account ' || n) FROM generate_series(1, ${String(ACCOUNTS)}) n`);
}

const INSERT = `
  WITH given AS (SELECT k.public_id, k.digest, row_number() OVER () AS n FROM SOURCE),
  accounts AS (SELECT array_agg(id) AS ids FROM scopegate.account WHERE name LIKE 'account %'),
  made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name)
      SELECT g.public_id, 'api_key', a.ids[1 + g.n % ${String(ACCOUNTS)}], 'one of many keys' FROM given g, accounts a
    RETURNING id, public_id
  ),
  keys AS (
    INSERT INTO scopegate.api_key (credential, digest)
      SELECT m.id, g.digest FROM made m JOIN given g ON g.public_id = m.public_id
  )
  INSERT INTO scopegate.credential_scope (credential, scope) SELECT m.id, 'sms:send' FROM made m`;
