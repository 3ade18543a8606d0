import { noAnswer } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { Change, ChangesRead } from '../../store/ports/changes.js';
import type { Catalogue, PolicyReader, PolicySession } from '../../store/ports/policy.js';
import type { PolicySnapshot } from '../../store/ports/policy-snapshot.js';
import { makeCompiledApis } from './compiled-apis.js';
import type { CompiledApis } from './compiled-apis.js';
import { makeInvalidations } from '../identity/invalidations.js';
import type { CredentialCaches } from '../identity/credential-caches.js';
import type { SnapshotKeeper } from './snapshot-keeper.js';
import { makeDirectory } from './directory.js';
import { makeOverlapWatch } from './overlap-watch.js';
import type { OverlapWatch } from './overlap-watch.js';
import type { Directory } from './directory.js';

/** The compiled policy in memory, and how committed changes get into it and into the credential caches. */
export interface LivePolicy {
  /** @throws ScopegateError `unavailable` before the first load */
  directory(): Directory;
  readonly compiledApis: CompiledApis;
  readonly overlapWatch: OverlapWatch;
  /** Reads the catalogue and compiles every API, as far as the cache holds them; answers with the revision. */
  loadAll(): Promise<number>;
  /**
   * Answers with the revision that decisions then rest on: that of the changes, or a newer one. A promise where policy is
   * to be read for it.
   */
  apply(read: ChangesRead, since: number): number | Promise<number>;
  /** Forgets the credentials that these changes name, and nothing else. */
  forget(read: ChangesRead): void;
  /** Begins with policy from elsewhere; the first load replaces it. */
  restore(snapshot: Pick<PolicySnapshot, 'catalogue' | 'apis'>): void;
}

export interface LivePolicyDeps {
  readonly policyReader: PolicyReader;
  /** Credentials that change, or whose scopes do, are dropped from here. */
  readonly credentials: CredentialCaches;
  readonly log: Log;
  readonly policyCacheBytes: number;
  /** Told of the policy that decisions come to rest on. */
  readonly keeper?: Pick<SnapshotKeeper, 'noteCatalogue' | 'noteApi'>;
  /** Told of all changes that decisions rest on from then on. */
  readonly onChanged?: (read: ChangesRead) => void;
}

/** How many single changes are remembered to recognise reads that are older than them. */
const REMEMBERED_CHANGES = 100_000;

export function makeLivePolicy(deps: LivePolicyDeps): LivePolicy {
  return new PolicyInMemory(deps);
}

class PolicyInMemory implements LivePolicy {
  readonly compiledApis: CompiledApis;
  readonly overlapWatch: OverlapWatch;
  private readonly deps: LivePolicyDeps;
  private readonly apiChanges = makeInvalidations(REMEMBERED_CHANGES);
  private current: Directory | null = null;

  constructor(deps: LivePolicyDeps) {
    const { log } = deps;
    this.deps = deps;
    this.overlapWatch = makeOverlapWatch(log);
    this.compiledApis = makeCompiledApis({
      reader: deps.policyReader,
      scopes: deps.credentials.scopes,
      invalidations: this.apiChanges,
      maxBytes: deps.policyCacheBytes,
      log,
      onGood: (source) => deps.keeper?.noteApi(source),
      watch: this.overlapWatch,
    });
  }

  directory(): Directory {
    if (this.current === null) throw noAnswer('the policy is not loaded yet');
    return this.current;
  }

  loadAll(): Promise<number> {
    return this.deps.policyReader.inOneSnapshot(async (session) => {
      const catalogue = await session.readCatalogue();
      // Also what a snapshot on disk left, and what is gone from it.
      // Nor what credentials it left: they were of its revision.
      this.forgetCredentials([{ kind: 'everything' }], catalogue.revision);
      await this.replacePolicy(session, new Set([...this.compiledApis.known, ...idsOf(catalogue)]), catalogue);
      this.deps.onChanged?.({ revision: catalogue.revision, changes: [{ kind: 'everything' }] });
      return catalogue.revision;
    });
  }

  restore({ catalogue, apis }: Pick<PolicySnapshot, 'catalogue' | 'apis'>): void {
    for (const source of apis) this.compiledApis.restore(source);
    this.current = makeDirectory(catalogue);
  }

  forget({ changes, revision }: ChangesRead): void {
    this.forgetCredentials(changes, revision);
  }

  apply(read: ChangesRead, since: number): number | Promise<number> {
    this.forget(read);
    if (read.changes.every(({ kind }) => kind === 'credential')) {
      this.deps.onChanged?.(read);
      return read.revision;
    }
    return this.deps.policyReader.inOneSnapshot((session) => this.refreshPolicy(session, read, since));
  }

  /** Credentials leave the cache at once. Policies are replaced when the new ones are complete. */
  private forgetCredentials(changes: readonly Change[], revision: number): void {
    const { cache, invalidations } = this.deps.credentials;
    for (const change of changes) {
      if (change.kind === 'credential') {
        invalidations.note(change.credentialId, revision);
        cache.forget(change.credentialId);
      } else if (change.kind === 'everything') {
        invalidations.noteEverything(revision);
        cache.clear();
      }
    }
  }

  /** More may have been committed since the changes were read: all that this snapshot has is taken, or none of it. */
  private async refreshPolicy(session: PolicySession, read: ChangesRead, since: number): Promise<number> {
    const isEverything = has(read.changes, 'everything');
    const exact = isEverything ? read : await session.readChanges(since);
    if (exact.revision < read.revision) throw noAnswer('the database lags behind itself');
    const isListTouched = isEverything || has(exact.changes, 'everything') || has(exact.changes, 'catalogue');
    const catalogue = isListTouched ? await session.readCatalogue() : null;
    const revision = catalogue?.revision ?? exact.revision;
    this.forgetCredentials(exact.changes, revision);
    await this.replacePolicy(session, this.noteApis(exact.changes, catalogue, revision), catalogue);
    this.deps.onChanged?.({ revision, changes: exact.changes });
    return revision;
  }

  /** Which APIs to compile: those that changed, as far as they are held, and those that are new. */
  private noteApis(changes: readonly Change[], catalogue: Catalogue | null, revision: number): ReadonlySet<number> {
    const { known } = this.compiledApis;
    const listed = idsOf(catalogue);
    if (has(changes, 'everything')) {
      this.apiChanges.noteEverything(revision);
      return new Set([...known, ...listed]);
    }
    const ids = changes.flatMap((change) => (change.kind === 'api' ? [change.apiId] : []));
    for (const id of ids) this.apiChanges.note(id, revision);
    const before = new Set(idsOf(this.current));
    return new Set([...ids.filter((id) => known.has(id)), ...listed.filter((id) => !before.has(id))]);
  }

  /** In one step: no request sees an API that is gone, or the hosts of one policy with the endpoints of another. */
  private async replacePolicy(
    session: PolicySession,
    apiIds: ReadonlySet<number>,
    catalogue: Catalogue | null,
  ): Promise<void> {
    const replaceApis = await this.compiledApis.prepare(apiIds, session);
    const directory = catalogue === null ? this.current : makeDirectory(catalogue);
    replaceApis();
    this.current = directory;
    if (catalogue !== null) this.deps.keeper?.noteCatalogue(catalogue);
  }
}

function has(changes: readonly Change[], kind: Change['kind']): boolean {
  return changes.some((change) => change.kind === kind);
}

function idsOf(list: Pick<Catalogue, 'apis'> | null): readonly number[] {
  return list === null ? [] : list.apis.map(({ id }) => id);
}
