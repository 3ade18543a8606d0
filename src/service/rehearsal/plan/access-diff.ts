import { decideWithCredential, encodingsOf, guardKey, guardNumber, isPublicEndpoint } from '../../../engine/index.js';
import type { CompiledApi, CredentialKind, ScopeTable } from '../../../engine/index.js';
import type { Group } from './population.js';

/** An endpoint of one version of an API; `index` is -1 for requests that lead nowhere. */
export interface Guarded {
  readonly api: CompiledApi;
  readonly index: number;
}

/** Who may do what they could not do before, and the reverse. */
export interface AccessDifference {
  readonly gaining: readonly Group[];
  readonly losing: readonly Group[];
  /** Whether it opens to everybody, or closes, without regard to credentials. */
  readonly isOpened: boolean;
  readonly isClosed: boolean;
}

/** How far a request gets: for nobody, for a credential while it counts, for everybody. */
type Reach = 'never' | 'counting' | 'always';

interface Judgement {
  readonly gains: boolean;
  readonly loses: boolean;
  /** Gets through before and after. */
  readonly keeps: boolean;
}

/** Compares what endpoints ask for, each two kinds of guard once: real catalogues have few. */
export class AccessComparer {
  private readonly groups: readonly Group[];
  private readonly scopes: ScopeTable;
  private readonly known = new Map<string, AccessDifference>();
  private readonly keys = new Map<CompiledApi, Map<number, string>>();

  constructor(groups: readonly Group[], scopes: ScopeTable) {
    this.groups = groups;
    this.scopes = scopes;
  }

  /** Whether two endpoints ask for the same. */
  isSameGuard(before: Guarded, after: Guarded): boolean {
    return this.keyOf(before) === this.keyOf(after);
  }

  compare(before: Guarded, after: Guarded): AccessDifference {
    const key = `${this.keyOf(before)} -> ${this.keyOf(after)}`;
    let difference = this.known.get(key);
    if (difference === undefined) {
      difference = this.compute(before, after);
      this.known.set(key, difference);
    }
    return difference;
  }

  private compute(before: Guarded, after: Guarded): AccessDifference {
    const gaining: Group[] = [];
    const losing: Group[] = [];
    const [encodedBefore, encodedAfter] = [encodingsOf(before.api, before.index), encodingsOf(after.api, after.index)];
    for (const group of this.groups) {
      const { gains, loses, keeps } = this.judge(group, before, after);
      if (gains || (keeps && (encodedAfter & ~encodedBefore) !== 0)) gaining.push(group);
      if (loses || (keeps && (encodedBefore & ~encodedAfter) !== 0)) losing.push(group);
    }
    const [wasOpen, isOpen] = [isPublicEndpoint(before.api, before.index), isPublicEndpoint(after.api, after.index)];
    return { gaining, losing, isOpened: isOpen && !wasOpen, isClosed: wasOpen && !isOpen };
  }

  private judge(group: Group, before: Guarded, after: Guarded): Judgement {
    const { kinds, validity, holdings } = group;
    let [gains, loses, keeps] = [false, false, false];
    for (const holding of holdings) {
      const one = this.reach(before, validity.before ? kinds.before : null, holding.before);
      const other = this.reach(after, validity.after ? kinds.after : null, holding.after);
      if (one === 'never' && other !== 'never') gains = true;
      if (one !== 'never' && other === 'never') loses = true;
      if (one !== 'never' && other !== 'never') keeps = true;
      // What opens to everybody opens for other times and addresses, too.
      if (one === 'counting' && other === 'always') gains ||= validity.isLimited.before;
      if (one === 'always' && other === 'counting') loses ||= validity.isLimited.after;
      if (one === 'counting' && other === 'counting') {
        gains ||= validity.widened;
        loses ||= validity.narrowed;
      }
    }
    // Who is not there yet has nothing to lose; whoever is gone gains nothing.
    const [wasThere, isThere] = [kinds.before !== null, kinds.after !== null];
    return { gains: gains && isThere, loses: loses && wasThere, keeps: keeps && wasThere && isThere };
  }

  /** @param kind null for whoever has no credential that counts */
  private reach({ api, index }: Guarded, kind: CredentialKind | null, scopes: readonly string[]): Reach {
    if (isPublicEndpoint(api, index)) return 'always';
    if (index < 0 || kind === null) return 'never';
    const scopeIndexes = scopes.map((scope) => this.scopes.find(scope));
    const subject = { kind, enabled: true, notBeforeMs: null, expiresAtMs: null, scopeIndexes };
    const routed = { endpointIndex: index, refusal: '', canonicalPath: '' };
    const { allowed } = decideWithCredential(api, routed, subject, { nowMs: 0, addressAllowed: true });
    return allowed ? 'counting' : 'never';
  }

  /** Equal for endpoints that let the same credentials through. */
  private keyOf({ api, index }: Guarded): string {
    if (index < 0) return 'nothing';
    let keys = this.keys.get(api);
    if (keys === undefined) {
      keys = new Map();
      this.keys.set(api, keys);
    }
    const number = guardNumber(api, index);
    let key = keys.get(number);
    if (key === undefined) {
      key = guardKey(api, index);
      keys.set(number, key);
    }
    return key;
  }
}
