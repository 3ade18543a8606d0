import { systemClock } from '../base/clock.js';
import type { IssuerSnapshot } from '../service/identity/oauth/issuer-snapshot.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import { join } from 'node:path';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { makeSnapshotKeeper } from '../service/decision/snapshot-keeper.js';
import type { SnapshotKeeper, SnapshotKeeperDeps } from '../service/decision/snapshot-keeper.js';
import { readSnapshotFile, writeSnapshotFile } from '../store/snapshot/file.js';
import { snapshotEncoder } from '../store/snapshot/format.js';
import type { PolicySnapshot } from '../store/ports/policy-snapshot.js';

/** A clock that was wrong when the file was written, or is now. */
const MAX_FUTURE_MS = 60_000;

type SnapshotConfig = Pick<Config, 'dataDir' | 'snapshotFile' | 'databaseUrls' | 'maxStalenessMs' | 'policyCacheBytes'>;

/** Null where none is kept: the embedded database is started by ourselves, and is there whenever we are. */
function snapshotPath(config: SnapshotConfig): string | null {
  if (config.databaseUrls === null || config.snapshotFile === 'off') return null;
  return config.snapshotFile ?? join(config.dataDir, 'policy-snapshot');
}

/** Often enough that a file is never too old by the time that it is needed. */
const RENEWALS_PER_STALENESS = 10;
const MAX_RENEW_AFTER_MS = 30_000;

/** Null where no snapshot is kept. */
export function openSnapshotKeeper(
  config: SnapshotConfig,
  deps: Pick<SnapshotKeeperDeps, 'confirmed' | 'readOauth' | 'log'>,
): SnapshotKeeper | null {
  const file = snapshotPath(config);
  if (file === null) return null;
  return makeSnapshotKeeper({
    ...deps,
    encoder: snapshotEncoder,
    write: (bytes) => writeSnapshotFile(file, bytes),
    maxBytes: config.policyCacheBytes,
    renewAfterMs: Math.min(MAX_RENEW_AFTER_MS, config.maxStalenessMs / RENEWALS_PER_STALENESS),
  });
}

/** The last good policy from the disk, if it is whole and not too old; null otherwise, and the log says why. */
async function findSnapshot(config: SnapshotConfig, log: Log, nowMs: number): Promise<PolicySnapshot | null> {
  const file = snapshotPath(config);
  if (file === null) return null;
  let snapshot: PolicySnapshot | null;
  try {
    snapshot = await readSnapshotFile(file);
  } catch (error) {
    log.warn({ file, problem: messageOf(error) }, 'the policy snapshot is ignored: it cannot be used');
    return null;
  }
  if (snapshot === null) {
    log.warn({ file }, 'there is no policy snapshot to begin with');
    return null;
  }
  const ageMs = nowMs - snapshot.confirmedAtMs;
  if (ageMs <= config.maxStalenessMs && ageMs >= -MAX_FUTURE_MS) return snapshot;
  const limits = { file, ageMs, maxStalenessMs: config.maxStalenessMs };
  log.warn(limits, 'the policy snapshot is ignored: it is too old, or from the future');
  return null;
}

/** What is filled from a snapshot. */
interface Restored {
  readonly held: LivePolicy;
  readonly freshness: Freshness;
  readonly issuers: IssuerSnapshot;
}

/** Begins with the last good policy on disk; false where there is none that can be used. */
export async function restoreSnapshot(
  { config, log }: { readonly config: Config; readonly log: Log },
  live: Restored,
): Promise<boolean> {
  const snapshot = await findSnapshot(config, log, systemClock());
  if (snapshot === null) return false;
  live.held.restore(snapshot);
  live.issuers.restore(snapshot.oauth);
  live.freshness.resume(snapshot.revision, snapshot.confirmedAtMs);
  return true;
}
