import type { AuditEntry } from '../../api/api.js';

/** What one request or one statement changed. */
export interface Change {
  readonly revision: number;
  readonly at: string;
  readonly actor: AuditEntry['actor'];
  /** In the order in which they were made. */
  readonly entries: readonly AuditEntry[];
}

/** Puts neighbours of one revision and one actor together; newest first, as the entries are. */
export function groupEntries(entries: readonly AuditEntry[]): readonly Change[] {
  const changes: { revision: number; at: string; actor: AuditEntry['actor']; entries: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const last = changes.at(-1);
    if (last !== undefined && last.revision === entry.revision && last.actor.id === entry.actor.id) {
      last.entries.unshift(entry);
    } else {
      changes.push({ revision: entry.revision, at: entry.at, actor: entry.actor, entries: [entry] });
    }
  }
  return changes;
}
