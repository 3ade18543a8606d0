import type { Clock } from '../../../base/clock.js';
import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { CredentialUse, UseRecorder } from '../../../store/ports/sessions.js';

/** When credentials were last used, kept in memory and written now and then. */
export interface LastUses {
  note(credentialId: number): void;
  /** Time of the last use that is not written yet; 0 for none. */
  lastUsedAtMs(credentialId: number): number;
  /** Credentials of which the use is not written yet. */
  readonly pending: number;
  /** Uses that there was no room for. */
  readonly dropped: number;
  /** Writes what is there; never rejects. */
  flush(): Promise<void>;
}

export interface LastUsesDeps {
  readonly recorder: UseRecorder;
  readonly log: Log;
  readonly clock: Clock;
  /** A credential that does not fit is recorded at its next use after a flush. */
  readonly maxPending: number;
}

/** Rows of one statement. */
const BATCH = 5_000;
/** Sessions stay for the record for so long after their end. */
const KEPT_SESSIONS_MS = 7 * 24 * 3_600_000;

/** Nothing is written until `flush`; times in ms of `clock`. */
export function makeLastUses(deps: LastUsesDeps): LastUses {
  return new LastUsesInMemory(deps);
}

class LastUsesInMemory implements LastUses {
  dropped = 0;
  private readonly deps: LastUsesDeps;
  private uses = new Map<number, number>();

  constructor(deps: LastUsesDeps) {
    this.deps = deps;
  }

  get pending(): number {
    return this.uses.size;
  }

  note(credentialId: number): void {
    if (this.uses.size >= this.deps.maxPending && !this.uses.has(credentialId)) this.dropped++;
    else this.uses.set(credentialId, this.deps.clock());
  }

  lastUsedAtMs(credentialId: number): number {
    return this.uses.get(credentialId) ?? 0;
  }

  async flush(): Promise<void> {
    const { recorder, log, clock } = this.deps;
    try {
      const written = [...this.uses].map(([credentialId, atMs]): CredentialUse => ({ credentialId, atMs }));
      for (let at = 0; at < written.length; at += BATCH) await recorder.recordUses(written.slice(at, at + BATCH));
      for (const { credentialId, atMs } of written) this.forget(credentialId, atMs);
      await recorder.removeOldSessions(clock() - KEPT_SESSIONS_MS);
    } catch (error) {
      log.warn({ problem: messageOf(error) }, 'the last use of credentials could not be written; it is tried again');
    }
  }

  /** Unless it was used again meanwhile. */
  private forget(credentialId: number, atMs: number): void {
    if (this.uses.get(credentialId) === atMs) this.uses.delete(credentialId);
  }
}
