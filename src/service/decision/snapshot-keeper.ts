import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { ApiSource } from '../../engine/index.js';
import type { Catalogue } from '../../store/ports/policy.js';
import type { KeptOauth } from '../../store/ports/issuers.js';
import type { SnapshotEncoder } from '../../store/ports/policy-snapshot.js';

/** Keeps the last good policy on disk, for a start without the database. */
export interface SnapshotKeeper {
  /** Takes the newest catalogue, once decisions rest on it. */
  noteCatalogue(catalogue: Catalogue): void;
  /** Takes what an API was compiled from; one that does not compile never comes here. */
  noteApi(source: ApiSource): void;
  /** Begins to write, a moment after each change, and now and then that nothing changed. */
  start(): void;
  /** Writes what is not yet written. */
  stop(): Promise<void>;
}

export interface SnapshotKeeperDeps {
  readonly encoder: SnapshotEncoder;
  /** The OAuth issuers as known now, at least as new as the confirmed revision. */
  readonly readOauth: () => Promise<KeptOauth>;
  readonly write: (bytes: Buffer) => Promise<void>;
  /** The applied revision and the time of its confirmation; null before the first one. */
  readonly confirmed: () => { readonly revision: number; readonly atMs: number } | null;
  /** Everything in it together, compressed: an API that does not fit is left out. */
  readonly maxBytes: number;
  /** A file without a change is written again after so long, to say that it still holds. */
  readonly renewAfterMs: number;
  readonly log: Log;
  readonly lookEveryMs?: number;
}

export function makeSnapshotKeeper(deps: SnapshotKeeperDeps): SnapshotKeeper {
  return new Keeper(deps);
}

class Keeper implements SnapshotKeeper {
  private readonly deps: SnapshotKeeperDeps;
  private catalogue: Catalogue | null = null;
  private readonly apis = new Map<number, ApiSource | Buffer>();
  private changed = false;
  private writtenAtMs = 0;
  private isFailing = false;
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();

  constructor(deps: SnapshotKeeperDeps) {
    this.deps = deps;
  }

  noteCatalogue(catalogue: Catalogue): void {
    this.catalogue = catalogue;
    const listed = new Set(catalogue.apis.map(({ id }) => id));
    for (const id of this.apis.keys()) if (!listed.has(id)) this.apis.delete(id);
    this.changed = true;
  }

  noteApi(source: ApiSource): void {
    this.apis.set(source.id, source);
    this.changed = true;
  }

  start(): void {
    this.timer = setInterval(() => {
      this.writing = this.writing.then(() => this.writeIfDue());
    }, this.deps.lookEveryMs ?? 1000);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    if (this.timer === null) return;
    clearInterval(this.timer);
    await this.writing;
    await this.writeIfDue();
  }

  private async writeIfDue(): Promise<void> {
    const confirmed = this.deps.confirmed();
    if (confirmed === null || this.catalogue === null) return;
    if (!this.changed && confirmed.atMs - this.writtenAtMs < this.deps.renewAfterMs) return;
    this.changed = false;
    try {
      const parts = await this.encode(this.catalogue);
      const { encoder, write } = this.deps;
      await write(encoder.assemble({ revision: confirmed.revision, confirmedAtMs: confirmed.atMs }, parts));
      this.writtenAtMs = confirmed.atMs;
      this.isFailing = false;
    } catch (error) {
      this.changed = true;
      if (!this.isFailing) {
        this.deps.log.warn({ problem: messageOf(error) }, 'the policy snapshot cannot be written');
      }
      this.isFailing = true;
    }
  }

  /** Each API is encoded once per change of it, and kept in that shorter form. */
  private async encode(catalogue: Catalogue): Promise<Buffer[]> {
    const { encoder, readOauth } = this.deps;
    const parts = [await encoder.encodeCatalogue(catalogue), await encoder.encodeOauth(await readOauth())];
    let bytes = 0;
    for (const [id, held] of [...this.apis]) {
      const part = Buffer.isBuffer(held) ? held : await encoder.encodeApi(held);
      if (this.apis.get(id) === held) this.apis.set(id, part);
      bytes += part.length;
      if (bytes <= this.deps.maxBytes) parts.push(part);
    }
    return parts;
  }
}
