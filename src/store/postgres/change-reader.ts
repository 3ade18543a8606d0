import type { Change, ChangeReader, ChangesRead } from '../ports/changes.js';
import { ScopegateError } from '../../base/errors.js';
import type { Pool, Query } from './pool.js';
import type { Pulse } from './pulse.js';

interface FeedColumns {
  readonly revision: number;
  /** When `revision` was published, as text with microseconds; null while there is no change at all. */
  readonly at: string | null;
  readonly floor: number;
  /** The same for the revision that was asked from; null where that row is gone. */
  readonly since_at: string | null;
  /** Of a standby: how long ago the primary wrote what the standby has received; null for a primary. */
  readonly lag_ms: number | null;
  readonly changes: readonly (readonly [kind: string, ref: number | null])[] | null;
}

/** More than this and taking everything for changed is the cheaper answer. */
const MAX_CHANGES = 10_000;

/** Index lookups only, also when there is nothing new; reads alone, so it runs on a standby and through a pooler. */
const feedText = `
  SELECT newest.revision::float8 AS revision,
    (SELECT c.at::text FROM scopegate.change c WHERE c.revision = newest.revision) AS at,
    (SELECT f.revision::float8 FROM scopegate.change_floor f) AS floor,
    (SELECT c.at::text FROM scopegate.change c WHERE c.revision = $1::bigint) AS since_at,
    (SELECT json_agg(json_build_array(c.kind, c.ref) ORDER BY c.revision)
      FROM (SELECT * FROM scopegate.change c WHERE c.revision > $1::bigint
            ORDER BY c.revision LIMIT ${String(MAX_CHANGES + 1)}) c) AS changes,
    CASE WHEN pg_is_in_recovery() THEN coalesce(
      (SELECT greatest(0, extract(epoch FROM clock_timestamp() - p.at) * 1000) FROM scopegate.pulse p), 1e12)::float8
      END AS lag_ms
  FROM (SELECT scopegate.current_revision() AS revision) newest`;

/** How many of the answered revisions are remembered; whoever failed to apply some asks again from an older one. */
const MAX_REMEMBERED = 100;

/**
 * Remembers when the revisions it answered were published: after a failover to a standby that had not received
 * everything, the same number may come to stand for another change, and then everything counts as changed.
 */
export function makeChangeReader(pool: Pool, pulse?: Pulse): ChangeReader {
  const publishedAt = new Map<number, string>();
  return {
    async readChanges(since) {
      const [row] = await pool.query<FeedColumns>(feedText, [since]);
      if (row === undefined) return { revision: since, changes: [] };
      if (row.lag_ms !== null) {
        pulse?.beat(row.lag_ms);
        if (row.revision < since)
          throw new ScopegateError('unavailable', 'the standby lags behind what was already seen');
      }
      const known = publishedAt.get(since);
      const sameHistory = known === undefined || known === row.since_at;
      if (!sameHistory) publishedAt.clear();
      if (row.at !== null) remember(publishedAt, row.revision, row.at);
      const read = toRead(row, { since, sameHistory });
      return row.lag_ms === null ? read : { ...read, lagMs: row.lag_ms };
    },
  };
}

/** Changes as one snapshot has them, of a history that is known to be the same. */
export async function readFeed(query: Query, since: number): Promise<ChangesRead> {
  const [row] = await query<FeedColumns>(feedText, [since]);
  return row === undefined ? { revision: since, changes: [] } : toRead(row, { since, sameHistory: true });
}

function remember(publishedAt: Map<number, string>, revision: number, at: string): void {
  publishedAt.set(revision, at);
  for (const oldest of publishedAt.keys()) {
    if (publishedAt.size <= MAX_REMEMBERED) return;
    publishedAt.delete(oldest);
  }
}

function toRead(row: FeedColumns, asked: { since: number; sameHistory: boolean }): ChangesRead {
  const changes = row.changes ?? [];
  const hasGap = asked.since < row.floor || asked.since > row.revision || changes.length > MAX_CHANGES;
  if (hasGap || !asked.sameHistory) return { revision: row.revision, changes: [{ kind: 'everything' }] };
  return { revision: row.revision, changes: toChanges(changes) };
}

/** Each thing once, where it was last touched; `everything` swallows the rest. */
function toChanges(rows: NonNullable<FeedColumns['changes']>): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const [kind, ref] of rows) {
    const change = toChange(kind, ref);
    if (change.kind === 'everything') return [change];
    const key = `${kind} ${String(ref)}`;
    changes.delete(key);
    changes.set(key, change);
  }
  return [...changes.values()];
}

/** A kind that a newer schema has added may mean anything. */
function toChange(kind: string, ref: number | null): Change {
  if (kind === 'catalogue') return { kind };
  if (kind === 'api' && ref !== null) return { kind, apiId: ref };
  if (kind === 'credential' && ref !== null) return { kind, credentialId: ref };
  return { kind: 'everything' };
}
