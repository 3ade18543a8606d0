/**
 * Remembers which things changed lately and at which revision, to close the race "read the old value, invalidate,
 * store the old value": whoever read a thing at a revision asks here before storing it.
 */
export interface Invalidations {
  note(id: number, revision: number): void;
  noteEverything(revision: number): void;
  /** True when the thing may have changed after `readRevision`. */
  isStale(id: number, readRevision: number): boolean;
  /** True when any thing at all may have changed after `readRevision`: the question of a read that found no row. */
  isAnyStale(readRevision: number): boolean;
}

/** Keeps the newest `capacity` changes; what was forgotten counts as changed. */
export function makeInvalidations(capacity: number): Invalidations {
  const revisions = new Map<number, number>();
  let newest = 0;
  /** Every change up to here is treated as having touched everything. */
  let floor = 0;
  return {
    note(id, noted) {
      // A snapshot that was begun earlier may be told of later.
      const revision = Math.max(noted, revisions.get(id) ?? 0);
      revisions.delete(id);
      revisions.set(id, revision);
      newest = Math.max(newest, revision);
      if (revisions.size <= capacity) return;
      const oldest = revisions.entries().next().value;
      if (oldest === undefined) return;
      revisions.delete(oldest[0]);
      floor = Math.max(floor, oldest[1]);
    },
    noteEverything(revision) {
      // Also where that is less than before: a database that lost commits begins anew from there.
      revisions.clear();
      floor = revision;
      newest = revision;
    },
    isStale(id, readRevision) {
      return readRevision < floor || readRevision < (revisions.get(id) ?? 0);
    },
    isAnyStale(readRevision) {
      return readRevision < newest;
    },
  };
}
