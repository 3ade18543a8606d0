import type { Pool, Query } from './pool.js';

interface FingerprintColumns {
  readonly fingerprint: string;
}

/**
 * Writes the fingerprint of a pepper that digests will be made with, unless `refuses` one that is there already. Answers with
 * all that then hold: of several replicas that start at once on an empty database, with different peppers, one is first and
 * the others can tell.
 *
 * @param fingerprint 16 to 128 characters from which the pepper cannot be found
 * @param refuses whether it may not stand beside this one
 */
export async function claimPepperFingerprint(
  { reads, writes }: { reads: Pool; writes: Pool },
  fingerprint: string,
  refuses: (other: string) => boolean,
): Promise<readonly string[]> {
  const isSettled = (claimed: readonly string[]): boolean => claimed.includes(fingerprint) || claimed.some(refuses);
  const claimed = await readPepperFingerprints(reads.query);
  if (isSettled(claimed)) return claimed;
  return writes.transaction(async (query) => {
    // Others may be first at the same moment.
    await query('LOCK TABLE scopegate.pepper IN SHARE ROW EXCLUSIVE MODE');
    const present = await readPepperFingerprints(query);
    if (isSettled(present)) return present;
    await query('INSERT INTO scopegate.pepper (fingerprint) VALUES ($1::text)', [fingerprint]);
    return [...present, fingerprint];
  });
}

/** Fingerprints of all peppers that digests of this database were made with, oldest first. */
async function readPepperFingerprints(query: Query): Promise<readonly string[]> {
  const rows = await query<FingerprintColumns>('SELECT p.fingerprint FROM scopegate.pepper p ORDER BY p.claimed_at');
  return rows.map(({ fingerprint }) => fingerprint);
}
