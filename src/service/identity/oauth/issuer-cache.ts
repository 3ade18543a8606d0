import { noAnswer } from '../../../base/errors.js';
import type { IssuerReader, IssuerRow } from '../../../store/ports/issuers.js';
import type { Invalidations } from '../invalidations.js';
import type { ParsedToken } from './token-format.js';

/** The issuers as the database has them; read again when one of them has changed. */
export interface IssuerCache {
  /** Whether this row, and whose its clients are, is what the newest applied revision says. */
  isCurrent(issuer: IssuerRow): boolean;
  /** Whose token it claims to be; null for nobody's. An issuer that did not change keeps its object. */
  find(token: ParsedToken): Promise<IssuerRow | null>;
}

export interface IssuerCacheDeps {
  readonly reader: IssuerReader;
  readonly invalidations: Invalidations;
  /** Told of the issuers that are gone or have changed. */
  readonly onDropped: (issuer: IssuerRow) => void;
}

/** A standby may lag behind the change feed; a few reads catch up with it or the answer is "unavailable". */
const MAX_READ_ATTEMPTS = 5;

/** Reads with the first token, and then only after a change. `find` rejects with `unavailable`. */
export function makeIssuerCache(deps: IssuerCacheDeps): IssuerCache {
  return new IssuersInMemory(deps);
}

class IssuersInMemory implements IssuerCache {
  private readonly deps: IssuerCacheDeps;
  private issuers: ReadonlyMap<number, IssuerRow> = new Map();
  /** -1: nothing was read yet. */
  private revision = -1;
  private mayLack = false;
  private underWay: Promise<void> | null = null;

  constructor(deps: IssuerCacheDeps) {
    this.deps = deps;
  }

  isCurrent(issuer: IssuerRow): boolean {
    return this.issuers.get(issuer.id) === issuer && !this.deps.invalidations.isStale(issuer.id, this.revision);
  }

  async find(token: ParsedToken): Promise<IssuerRow | null> {
    for (let attempt = 1; attempt <= MAX_READ_ATTEMPTS; attempt++) {
      const found = this.held(token);
      if (found !== null && this.isCurrent(found)) return found;
      // One that is not held may be new.
      const isComplete = this.revision >= 0 && !this.mayLack;
      if (found === null && isComplete && !this.deps.invalidations.isAnyStale(this.revision)) return null;
      await this.read();
    }
    throw noAnswer('the OAuth issuers are not known as the newest change left them');
  }

  private held(token: ParsedToken): IssuerRow | null {
    const claiming = [...this.issuers.values()].filter((issuer) => isOf(token, issuer));
    // A token that two issuers claim is shown to neither. The database lets no such rows be.
    const [only, other] = claiming;
    return only === undefined || other !== undefined || !only.enabled ? null : only;
  }

  /** One read for all who wait. */
  private read(): Promise<void> {
    this.underWay ??= this.replace().finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async replace(): Promise<void> {
    const { revision, issuers, mayLack = false } = await this.deps.reader.readIssuers();
    const before = this.issuers;
    const after = new Map<number, IssuerRow>();
    for (const row of issuers) {
      const held = before.get(row.id);
      after.set(row.id, held !== undefined && JSON.stringify(held) === JSON.stringify(row) ? held : row);
    }
    this.issuers = after;
    this.revision = revision;
    this.mayLack = mayLack;
    for (const [id, row] of before) if (after.get(id) !== row) this.deps.onDropped(row);
  }
}

/** Whether a token claims to be of this issuer, be it enabled or not. */
function isOf(token: ParsedToken, { issuer, jwksUri, introspection }: IssuerRow): boolean {
  if (token.form === 'jwt') return jwksUri !== null && token.claims['iss'] === issuer;
  return token.form === 'opaque' && introspection !== null && token.token.startsWith(introspection.prefix);
}
