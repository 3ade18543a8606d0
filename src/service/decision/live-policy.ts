import type { Clock } from '../../base/clock.js';
import { noAnswer } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { makeScopeTable } from '../../engine/index.js';
import type { ScopeTable } from '../../engine/index.js';
import type { Change, ChangesRead } from '../../store/ports/changes.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { Catalogue, PolicyReader, PolicySession } from '../../store/ports/policy.js';
import type { PolicySnapshot } from '../../store/ports/policy-snapshot.js';
import { makeCompiledApis } from './compiled-apis.js';
import type { CompiledApis } from './compiled-apis.js';
import { makeCredentialCache } from '../identity/credential-cache.js';
import type { CredentialCache, CredentialCacheLimits, CachedCredential } from '../identity/credential-cache.js';
import { makeInvalidations } from '../identity/invalidations.js';
import { holdCredential } from '../identity/api-keys.js';
import type { CredentialCaches } from '../identity/credential-caches.js';
import type { ResolveSubject } from '../identity/subject-resolver.js';
import type { Schemes } from '../identity/schemes.js';
import type { SnapshotKeeper } from './snapshot-keeper.js';
import { makeDirectory } from './directory.js';
import { makeOverlapWatch } from './overlap-watch.js';
import type { OverlapWatch } from './overlap-watch.js';
import type { Directory } from './directory.js';

/** Everything that decisions rest on, held in memory, and how committed changes get into it. */
export interface LivePolicy {
  /** @throws ScopegateError `unavailable` before the first load */
  directory(): Directory;
  readonly compiledApis: CompiledApis;
  /** What `Authorization` may hold. */
  readonly schemes: Schemes;
  /** Credentials that are named instead of presented; absent where nobody may do that. */
  readonly named?: ResolveSubject;
  readonly credentialCache: CredentialCache;
  readonly overlapWatch: OverlapWatch;
  /** A credential as decisions see it; for questions about one that nobody presents. */
  hold(row: CredentialRow): CachedCredential;
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
  /** Makes the resolvers on what is held for them. */
  readonly makeSchemes: (held: CredentialCaches) => Schemes;
  readonly makeNamed?: (held: CredentialCaches) => ResolveSubject;
  readonly clock: Clock;
  readonly log: Log;
  readonly policyCacheBytes: number;
  readonly credentialCache: CredentialCacheLimits;
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
  readonly schemes: Schemes;
  readonly named?: ResolveSubject;
  readonly credentialCache: CredentialCache;
  readonly overlapWatch: OverlapWatch;
  private readonly scopes: ScopeTable = makeScopeTable();
  private readonly deps: LivePolicyDeps;
  private readonly apiChanges = makeInvalidations(REMEMBERED_CHANGES);
  private readonly credentialChanges = makeInvalidations(REMEMBERED_CHANGES);
  private current: Directory | null = null;

  constructor(deps: LivePolicyDeps) {
    const { clock, log } = deps;
    const { scopes } = this;
    this.deps = deps;
    this.overlapWatch = makeOverlapWatch(log);
    this.credentialCache = makeCredentialCache(deps.credentialCache, clock);
    this.compiledApis = makeCompiledApis({
      reader: deps.policyReader,
      scopes,
      invalidations: this.apiChanges,
      maxBytes: deps.policyCacheBytes,
      log,
      onGood: (source) => deps.keeper?.noteApi(source),
      watch: this.overlapWatch,
    });
    const held = { cache: this.credentialCache, invalidations: this.credentialChanges, scopes };
    this.schemes = deps.makeSchemes(held);
    if (deps.makeNamed !== undefined) this.named = deps.makeNamed(held);
  }

  directory(): Directory {
    if (this.current === null) throw noAnswer('the policy is not loaded yet');
    return this.current;
  }

  hold(row: CredentialRow): CachedCredential {
    return holdCredential(row, this.scopes);
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

  /** What let requests through leaves at once; what describes policy is replaced once the new one is whole. */
  private forgetCredentials(changes: readonly Change[], revision: number): void {
    for (const change of changes) {
      if (change.kind === 'credential') {
        this.credentialChanges.note(change.credentialId, revision);
        this.credentialCache.forget(change.credentialId);
      } else if (change.kind === 'everything') {
        this.credentialChanges.noteEverything(revision);
        this.credentialCache.clear();
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
