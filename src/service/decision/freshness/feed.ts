import { ScopegateError, noAnswer } from '../../../base/errors.js';
import type { ChangesRead } from '../../../store/ports/changes.js';
import { inputOfChange } from './inputs.js';
import type { Input } from './inputs.js';

/** A message to a subscriber that caches answers. */
export type Invalidation =
  | { readonly kind: 'ready'; readonly revision: number }
  | { readonly kind: 'invalidated'; readonly revision: number; readonly inputs: readonly Input[] }
  | { readonly kind: 'everything'; readonly revision: number };

export interface Watcher {
  take(invalidation: Invalidation): void;
  /** No more will come: this replica ends. */
  end(): void;
}

/** Tells watchers, in the order of revisions, what changes have made out of date. */
export interface InvalidationFeed {
  /** Everything up to here has been told; 0 before the policy is loaded. */
  readonly revision: number;
  readonly watchers: number;
  /** Changes that decisions rest on from now on. */
  publish(read: ChangesRead): void;
  /**
   * Begins with `ready`, or with `everything` where it is not known any more what changed since `fromRevision`. Who has
   * seen more than this replica, is told `ready` once that has caught up. Answers with what ends it.
   *
   * @throws ScopegateError `unavailable` before the policy is loaded, `resource_exhausted` for too many watchers
   */
  watch(fromRevision: number, watcher: Watcher): () => void;
  /** Ends all watchers, and takes no new one. */
  close(): void;
}

/** For watchers that come back: so many inputs of the past are remembered. */
const MAX_REMEMBERED_INPUTS = 10_000;
const MAX_WATCHERS = 1_000;

export function makeInvalidationFeed(): InvalidationFeed {
  return new Feed();
}

interface Told {
  readonly revision: number;
  readonly inputs: readonly Input[];
}

/** A watcher, and the revision that it has seen elsewhere and this replica has not reached; 0 for none. */
interface Watching {
  readonly watcher: Watcher;
  ahead: number;
}

class Feed implements InvalidationFeed {
  revision = 0;
  private readonly watching = new Set<Watching>();
  private told: Told[] = [];
  private rememberedInputs = 0;
  /** Messages up to this revision are no longer stored. */
  private floor = 0;
  private isClosed = false;

  get watchers(): number {
    return this.watching.size;
  }

  publish({ revision, changes }: ChangesRead): void {
    const inputs = changes.map(inputOfChange);
    const named = inputs.filter((input) => input !== null);
    const isEverything = named.length < inputs.length || named.length > MAX_REMEMBERED_INPUTS;
    if (isEverything || this.revision === 0) this.forgetAll(revision);
    else if (named.length > 0) this.remember({ revision, inputs: named });
    this.revision = revision;
    for (const one of this.watching) {
      if (isEverything) this.tell(one, { kind: 'everything', revision });
      else if (named.length > 0) this.tell(one, { kind: 'invalidated', revision, inputs: named });
    }
  }

  watch(fromRevision: number, watcher: Watcher): () => void {
    if (this.isClosed || this.revision === 0) {
      const why = this.isClosed ? 'this replica is ending' : 'the policy is not loaded yet';
      throw noAnswer(why, { hint: 'Try again, or try another replica.' });
    }
    if (this.watching.size >= MAX_WATCHERS) {
      throw new ScopegateError('resource_exhausted', `${String(MAX_WATCHERS)} watch already`, {
        hint: 'Watch from each gateway once, not from each of its workers, or add replicas.',
      });
    }
    const one = { watcher, ahead: fromRevision > this.revision ? fromRevision : 0 };
    this.watching.add(one);
    if (one.ahead === 0) this.begin(one, fromRevision === 0 ? this.revision : fromRevision);
    return () => {
      this.watching.delete(one);
    };
  }

  close(): void {
    this.isClosed = true;
    const ending = [...this.watching];
    this.watching.clear();
    for (const { watcher } of ending) watcher.end();
  }

  private begin({ watcher }: Watching, fromRevision: number): void {
    if (fromRevision < this.floor) {
      watcher.take({ kind: 'everything', revision: this.revision });
      return;
    }
    watcher.take({ kind: 'ready', revision: fromRevision });
    const missed = this.told.filter(({ revision }) => revision > fromRevision);
    const inputs = [...new Set(missed.flatMap((told) => told.inputs))];
    if (inputs.length > 0) watcher.take({ kind: 'invalidated', revision: this.revision, inputs });
  }

  private tell(one: Watching, invalidation: Invalidation): void {
    if (invalidation.kind === 'everything') {
      one.ahead = 0;
    } else if (one.ahead > 0) {
      // What lies below has been told to it by another replica.
      if (invalidation.revision < one.ahead) return;
      const seen = one.ahead;
      one.ahead = 0;
      this.begin(one, seen);
      return;
    }
    one.watcher.take(invalidation);
  }

  private remember(told: Told): void {
    this.told.push(told);
    this.rememberedInputs += told.inputs.length;
    while (this.rememberedInputs > MAX_REMEMBERED_INPUTS) {
      const oldest = this.told.shift();
      if (oldest === undefined) return;
      this.rememberedInputs -= oldest.inputs.length;
      this.floor = oldest.revision;
    }
  }

  private forgetAll(revision: number): void {
    this.told = [];
    this.rememberedInputs = 0;
    this.floor = revision;
  }
}
