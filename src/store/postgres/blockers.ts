import pg from 'pg';
import { ScopegateError } from '../../base/errors.js';

/** Who keeps a session waiting, in words, and what to do about it. */
export interface Blocker {
  readonly who: string;
  readonly advice: string;
}

/** Looks, on a connection of its own, for the sessions that a waiting one waits for. */
export interface Lookout {
  /** Those at the root: what a blocker waits for itself is named in its place. Empty where it cannot be found out. */
  blockersOf(pid: number): Promise<readonly Blocker[]>;
  close(): Promise<void>;
}

interface SessionColumns {
  readonly pid: number;
  readonly user: string | null;
  readonly application: string | null;
  readonly state: string | null;
  readonly seconds: number | null;
}

interface PreparedColumns {
  readonly gid: string;
  readonly owner: string;
  readonly seconds: number;
}

/** pg_blocking_pids answers 0 for a transaction that is prepared: it has no session any more. */
function sessionsText(stateColumns: string, stateFrom: string): string {
  return `
  WITH RECURSIVE waits (pid, depth) AS (
    SELECT b, 1 FROM unnest(pg_blocking_pids($1::int)) b
    UNION
    SELECT b, w.depth + 1 FROM waits w CROSS JOIN unnest(pg_blocking_pids(w.pid)) b WHERE w.pid <> 0 AND w.depth < 20
  )
  SELECT DISTINCT w.pid, a.usename::text AS user, a.application_name AS application, ${stateColumns}
  FROM waits w LEFT JOIN pg_stat_activity a ON a.pid = w.pid ${stateFrom}
  WHERE w.pid = 0 OR cardinality(pg_blocking_pids(w.pid)) = 0
  ORDER BY w.pid LIMIT 5`;
}

const statedText = sessionsText(
  'coalesce(a.state, s.state) AS state, s.seconds',
  'LEFT JOIN LATERAL scopegate.session_state(w.pid) s ON true',
);
/** Where the role may not call that function, or the schema is older. */
const plainText = sessionsText(
  'a.state, extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.state_change))::float8 AS seconds',
  '',
);

/** Prepared transactions that hold something which anybody waits for. */
const preparedText = `
  SELECT DISTINCT p.gid, p.owner::text AS owner, extract(epoch FROM clock_timestamp() - p.prepared)::float8 AS seconds
  FROM pg_prepared_xacts p
  JOIN pg_locks own ON own.locktype = 'transactionid' AND own.transactionid = p.transaction AND own.granted
  JOIN pg_locks held ON held.pid IS NULL AND held.virtualtransaction = own.virtualtransaction AND held.granted
  JOIN pg_locks wanted ON NOT wanted.granted AND wanted.locktype = held.locktype
    AND wanted.relation IS NOT DISTINCT FROM held.relation
    AND wanted.transactionid IS NOT DISTINCT FROM held.transactionid
    AND wanted.classid IS NOT DISTINCT FROM held.classid AND wanted.objid IS NOT DISTINCT FROM held.objid
  WHERE p.database = current_database()
  ORDER BY p.gid LIMIT 5`;

const LOOK_TIMEOUT_MS = 1000;

/** @param url of the database; connected to when somebody waits, and left again soon after */
export function makeLookout(url: string): Lookout {
  const connections = new pg.Pool({
    connectionString: url,
    max: 1,
    query_timeout: LOOK_TIMEOUT_MS,
    connectionTimeoutMillis: LOOK_TIMEOUT_MS,
    idleTimeoutMillis: 1000,
    allowExitOnIdle: true,
    fallback_application_name: 'scopegate',
  });
  connections.on('error', () => undefined);
  return {
    async blockersOf(pid) {
      try {
        const { rows } = await connections
          .query<SessionColumns>(statedText, [pid])
          .catch(() => connections.query<SessionColumns>(plainText, [pid]));
        const isPrepared = rows.some((row) => row.pid === 0);
        const prepared = isPrepared ? (await connections.query<PreparedColumns>(preparedText)).rows : [];
        return [...rows.filter((row) => row.pid !== 0).map(describeSession), ...prepared.map(describePrepared)];
      } catch {
        return [];
      }
    },
    close: () => connections.end(),
  };
}

/** What the writer gets: it names everybody that it waited for. */
export function blockedError(blockers: readonly Blocker[], cause: unknown): ScopegateError {
  const who = blockers.map((blocker) => blocker.who).join('; ');
  const hint = blockers.map(({ advice }) => advice).join(' ');
  return new ScopegateError('blocked', `the change waited too long for ${who}`, {
    cause,
    hint: `${hint} Then try again.`,
  });
}

function describeSession({ pid, user, application, state, seconds }: SessionColumns): Blocker {
  const name = application === null || application === '' ? 'unknown' : `"${application}"`;
  const idle = state === null ? '' : `, ${state}`;
  const time = seconds === null ? '' : `, in its transaction for ${seconds.toFixed(0)} s`;
  return {
    who: `session ${String(pid)} (user ${user ?? 'unknown'}, application ${name}${idle}${time})`,
    advice: `End that transaction, or run SELECT pg_terminate_backend(${String(pid)}).`,
  };
}

function describePrepared({ gid, owner, seconds }: PreparedColumns): Blocker {
  const quoted = `'${gid.replaceAll("'", "''")}'`;
  return {
    who: `the prepared transaction ${quoted} (user ${owner}, prepared ${seconds.toFixed(0)} s ago)`,
    advice: `Run COMMIT PREPARED ${quoted} or ROLLBACK PREPARED ${quoted}.`,
  };
}
