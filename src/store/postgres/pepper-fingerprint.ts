import type { Pool } from './pool.js';

interface FingerprintColumns {
  readonly fingerprint: string;
}

/** The fingerprint of the pepper that the digests of this database were made with; null while there is none. */
async function readPepperFingerprint(pool: Pool): Promise<string | null> {
  const [row] = await pool.query<FingerprintColumns>('SELECT p.fingerprint FROM scopegate.pepper p');
  return row?.fingerprint ?? null;
}

/**
 * Writes the fingerprint where there is none yet. Answers with the one that holds: of several replicas that start at
 * once, with different peppers, one wins and the others can tell.
 *
 * @param fingerprint 16 to 128 characters from which the pepper cannot be found
 */
export async function claimPepperFingerprint(
  { reads, writes }: { reads: Pool; writes: Pool },
  fingerprint: string,
): Promise<string> {
  const claimed = await readPepperFingerprint(reads);
  if (claimed !== null) return claimed;
  await writes.query('INSERT INTO scopegate.pepper (fingerprint) VALUES ($1::text) ON CONFLICT DO NOTHING', [
    fingerprint,
  ]);
  return (await readPepperFingerprint(writes)) ?? fingerprint;
}
