import type { AuditConnection, AuditReader, AuditRecord } from '../../ports/audit.js';
import type { Pool } from '../pool.js';
import { readPage } from './paging.js';

interface AuditColumns {
  readonly id: number;
  readonly at_ms: number;
  readonly revision: number;
  readonly actor_kind: AuditRecord['actor']['kind'];
  readonly actor_id: string;
  readonly actor_name: string;
  readonly database_role: string | null;
  readonly application: string | null;
  readonly address: string | null;
  readonly rejected_actor: string | null;
  readonly place: string | null;
  readonly action: AuditRecord['action'];
  readonly table_name: string;
  readonly subject: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

const matched = `
  SELECT e.id::float8 AS id, floor(extract(epoch FROM t.at) * 1000)::float8 AS at_ms,
    coalesce(t.revision, 0)::float8 AS revision, t.actor_kind, t.actor_id, t.actor_name,
    t.database_role, t.application, host(t.client_address) AS address, t.rejected_actor, e.place,
    e.action, e.table_name, e.subject, e.before, e.after
  FROM scopegate.audit_entry e JOIN scopegate.audit_transaction t ON t.id = e.transaction
  WHERE ($1::text IS NULL OR e.table_name = $1::text)
    AND ($2::text IS NULL OR e.subject = $2::text)
    AND ($3::text IS NULL OR t.actor_id = $3::text)
    AND ($4::text IS NULL OR e.action = $4::text)
    AND ($5::float8 IS NULL OR t.at >= to_timestamp($5::float8 / 1000))
    AND ($6::float8 IS NULL OR t.at < to_timestamp($6::float8 / 1000))
    AND ($7::text IS NULL
      OR position(lower($7::text) IN lower(e.subject || ' ' || t.actor_id || ' ' || t.actor_name)) > 0)`;

export function makeAuditReader(pool: Pool): AuditReader {
  return {
    async listAudit(listing) {
      const { table, subject, actor, action, sinceMs, untilMs, q } = listing;
      const page = await readPage<AuditColumns>(pool.query, {
        matched,
        values: [table, subject, actor, action, sinceMs, untilMs, q],
        sorting: { by: 'm.id', type: 'float8', order: 'desc' },
        page: listing,
      });
      return { ...page, items: page.items.map(toRecord) };
    },
  };
}

function toRecord(row: AuditColumns): AuditRecord {
  return {
    id: String(row.id),
    atMs: row.at_ms,
    revision: row.revision,
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    connection: connectionOf(row),
    place: row.place,
    action: row.action,
    table: row.table_name,
    subject: row.subject,
    before: row.before,
    after: row.after,
  };
}

function connectionOf(row: AuditColumns): AuditConnection | null {
  const { database_role: databaseRole, application, address, rejected_actor: rejectedActor } = row;
  return databaseRole === null ? null : { databaseRole, application, address, rejectedActor };
}
