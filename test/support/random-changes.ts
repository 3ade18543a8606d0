import type { Session } from './session.js';

/** From 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function makeRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const CHANGES = [
  'SELECT scopegate.enable_credential($1)',
  'SELECT scopegate.disable_credential($1)',
  `SELECT scopegate.grant_scope($1, 'sms:send')`,
  `SELECT scopegate.revoke_scope($1, 'sms:send')`,
];

/**
 * One transaction on one or two keys, in the order of their ids so that none deadlocks: committed, rolled back, or
 * committed after a part of it was taken back to a savepoint.
 */
export async function changeAtRandom(session: Session, ids: readonly string[], random: Random): Promise<void> {
  const change = async (id: string): Promise<void> => {
    await session.run(CHANGES[random(CHANGES.length)] ?? '', [id]);
  };
  const [one = '', other = ''] = [random(ids.length), random(ids.length)].sort((a, b) => a - b).map((i) => ids[i]);
  const end = random(4);
  await session.run('BEGIN');
  await change(one);
  if (end === 1) await session.run('SAVEPOINT half');
  if (end > 0) await change(other);
  if (end === 1) await session.run('ROLLBACK TO half');
  await session.run(end === 2 ? 'ROLLBACK' : 'COMMIT');
}
