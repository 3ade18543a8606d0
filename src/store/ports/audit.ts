import type { Page, PageRequest } from './paging.js';

export type AuditAction = 'insert' | 'update' | 'delete' | 'truncate';

/** The session that made a change, as the database knows it. */
export interface AuditConnection {
  /** The role that the session logged in as. */
  readonly databaseRole: string;
  /** `application_name` of the session. */
  readonly application: string | null;
  /** Null over a Unix socket. */
  readonly address: string | null;
  /** An actor that the session named without the right to. */
  readonly rejectedActor: string | null;
}

export interface AuditRecord {
  readonly id: string;
  readonly atMs: number;
  readonly revision: number;
  readonly actor: {
    readonly kind: 'credential' | 'operator' | 'system' | 'sql';
    readonly id: string;
    readonly name: string;
  };
  /** Null for changes from before this was kept. */
  readonly connection: AuditConnection | null;
  /** File and line of the migration that made the change. */
  readonly place: string | null;
  readonly action: AuditAction;
  readonly table: string;
  readonly subject: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface AuditListing extends PageRequest {
  readonly table: string | null;
  readonly subject: string | null;
  readonly actor: string | null;
  readonly action: AuditAction | null;
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Part of a subject, or of the id or name of an actor. */
  readonly q: string | null;
}

export interface AuditReader {
  /** Newest first. */
  listAudit(listing: AuditListing): Promise<Page<AuditRecord>>;
}
