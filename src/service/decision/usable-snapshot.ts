import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { PolicySnapshot } from '../../store/ports/policy-snapshot.js';

export interface SnapshotSource {
  readonly file: string;
  /** Null where there is no file. Rejects for one that cannot be used. */
  readonly read: () => Promise<PolicySnapshot | null>;
}

export interface SnapshotLimits {
  readonly nowMs: number;
  readonly maxStalenessMs: number;
}

/** A clock that was wrong when the file was written, or is now. */
const MAX_FUTURE_MS = 60_000;

/** The last good policy from the disk, if it is whole and not too old; null otherwise, and the log says why. */
export async function findUsableSnapshot(
  { file, read }: SnapshotSource,
  { nowMs, maxStalenessMs }: SnapshotLimits,
  log: Log,
): Promise<PolicySnapshot | null> {
  let snapshot: PolicySnapshot | null;
  try {
    snapshot = await read();
  } catch (error) {
    log.warn({ file, problem: messageOf(error) }, 'the policy snapshot is ignored: it cannot be used');
    return null;
  }
  if (snapshot === null) {
    log.warn({ file }, 'there is no policy snapshot to begin with');
    return null;
  }
  const ageMs = nowMs - snapshot.confirmedAtMs;
  if (ageMs <= maxStalenessMs && ageMs >= -MAX_FUTURE_MS) return snapshot;
  log.warn({ file, ageMs, maxStalenessMs }, 'the policy snapshot is ignored: it is too old, or from the future');
  return null;
}
