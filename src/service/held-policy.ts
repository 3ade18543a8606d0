import type { Clock } from '../base/clock.js';
import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { makeScopeTable } from '../engine/scope-table.js';
import type { Change, ChangesRead } from '../store/ports/changes.js';
import type { PolicyReader } from '../store/ports/policy.js';
import { makeCompiledApis } from './caches/compiled-apis.js';
import type { CompiledApis } from './caches/compiled-apis.js';
import { makeCredentialCache } from './caches/credential-cache.js';
import type { CredentialCache, CredentialCacheLimits } from './caches/credential-cache.js';
import { makeInvalidations } from './caches/invalidations.js';
import type { HeldCredentials } from './credentials/held-credentials.js';
import type { Schemes } from './credentials/schemes.js';
import { makeDirectory } from './directory.js';
import type { Directory } from './directory.js';

/** Everything that decisions rest on, held in memory, and how committed changes get into it. */
export interface HeldPolicy {
  /** @throws ScopegateError `unavailable` before the first load */
  directory(): Directory;
  readonly compiledApis: CompiledApis;
  /** What `Authorization` may hold. */
  readonly schemes: Schemes;
  readonly credentialCache: CredentialCache;
  /** Reads the catalogue and compiles every API, as far as the cache holds them; answers with the revision. */
  loadAll(): Promise<number>;
  apply(read: ChangesRead): Promise<void>;
}

export interface HeldPolicyDeps {
  readonly policyReader: PolicyReader;
  /** Makes the resolvers on what is held for them. */
  readonly makeSchemes: (held: HeldCredentials) => Schemes;
  readonly clock: Clock;
  readonly log: Log;
  readonly policyCacheBytes: number;
  readonly credentialCache: CredentialCacheLimits;
}

/** How many single changes are remembered to recognise reads that are older than them. */
const REMEMBERED_CHANGES = 100_000;

export function makeHeldPolicy(deps: HeldPolicyDeps): HeldPolicy {
  return new PolicyInMemory(deps);
}

class PolicyInMemory implements HeldPolicy {
  readonly compiledApis: CompiledApis;
  readonly schemes: Schemes;
  readonly credentialCache: CredentialCache;
  private readonly policyReader: PolicyReader;
  private readonly apiChanges = makeInvalidations(REMEMBERED_CHANGES);
  private readonly credentialChanges = makeInvalidations(REMEMBERED_CHANGES);
  private current: Directory | null = null;

  constructor(deps: HeldPolicyDeps) {
    const { clock, log } = deps;
    const scopes = makeScopeTable();
    this.policyReader = deps.policyReader;
    this.credentialCache = makeCredentialCache(deps.credentialCache, clock);
    this.compiledApis = makeCompiledApis({
      reader: deps.policyReader,
      scopes,
      invalidations: this.apiChanges,
      maxBytes: deps.policyCacheBytes,
      log,
    });
    this.schemes = deps.makeSchemes({ cache: this.credentialCache, invalidations: this.credentialChanges, scopes });
  }

  directory(): Directory {
    if (this.current === null) throw new ScopegateError('unavailable', 'the policy is not loaded yet');
    return this.current;
  }

  async loadAll(): Promise<number> {
    const { apis, revision } = await this.readDirectory();
    for (const api of apis) await compileOrReport(this.compiledApis, api.id);
    return revision;
  }

  async apply({ changes, revision }: ChangesRead): Promise<void> {
    this.forgetCredentials(changes, revision);
    await this.refreshPolicy(changes, revision);
  }

  private async readDirectory(): Promise<Directory> {
    this.current = makeDirectory(await this.policyReader.readCatalogue());
    return this.current;
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

  private async refreshPolicy(changes: readonly Change[], revision: number): Promise<void> {
    const everything = changes.some((change) => change.kind === 'everything');
    const apiIds = changes.flatMap((change) => (change.kind === 'api' ? [change.apiId] : []));
    if (everything) this.apiChanges.noteEverything(revision);
    for (const apiId of apiIds) this.apiChanges.note(apiId, revision);
    await this.compiledApis.refresh(everything ? 'all' : apiIds);
    if (everything || changes.some((change) => change.kind === 'catalogue')) await this.readDirectory();
  }
}

/** One API that does not compile keeps no other from being served; `compiledApis` has logged it. */
async function compileOrReport(compiledApis: CompiledApis, apiId: number): Promise<void> {
  try {
    await compiledApis.get(apiId);
  } catch (error) {
    if (!(error instanceof ScopegateError) || (error.code !== 'policy' && error.code !== 'not_found')) throw error;
  }
}
