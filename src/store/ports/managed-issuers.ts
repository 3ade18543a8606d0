import type { RecordedActor } from './actor.js';
import type { IntrospectionRow, ScopesFrom } from './issuers.js';

import type { Made, Idempotency, Written } from './managed-keys.js';
import type { Page, PageRequest } from './paging.js';

/** A scope of an issuer, and what it counts as here. */
export interface ScopeMapping {
  readonly theirs: string;
  readonly ours: string;
}

/** All that can be said about an issuer; the columns of `scopegate.oauth_issuer` say what each is. */
export interface IssuerSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly jwksUri: string | null;
  readonly introspection: IntrospectionRow | null;
  readonly clientClaim: string;
  readonly scopesFrom: ScopesFrom;
  readonly enabled: boolean;
  /** From `iat` to `exp`, in seconds. */
  readonly maxTokenLifetimeSeconds: number;
  /** In the order of names; empty: the names of the issuer are ours. */
  readonly scopeMap: readonly ScopeMapping[];
}

export interface ManagedIssuer extends IssuerSettings {
  readonly name: string;
  readonly clientCount: number;
  /** All scopes that its clients hold here. */
  readonly heldScopes: readonly string[];
  /** Accounts of its clients. */
  readonly clientAccounts: readonly string[];
}

export interface IssuerListing extends PageRequest {
  readonly q: string | null;
}

export interface NewIssuer {
  readonly name: string;
  readonly settings: IssuerSettings;
  readonly actor: RecordedActor;
  readonly once: Idempotency | null;
}

/** `plan` is called with the locked row and may throw to refuse; it may be called again and must have no other effect. */
export type IssuerPlan = (before: ManagedIssuer) => Partial<IssuerSettings>;

/** An unknown issuer is `not_found`; an unknown scope, a taken name and what a constraint refuses is `conflict`. */
export interface IssuerStore {
  listIssuers(listing: IssuerListing): Promise<Page<ManagedIssuer>>;
  findIssuer(name: string): Promise<ManagedIssuer>;
  createIssuer(issuer: NewIssuer): Promise<Made<ManagedIssuer>>;
  changeIssuer(name: string, actor: RecordedActor, plan: IssuerPlan): Promise<Written<ManagedIssuer>>;
  /** Also `conflict` while it has clients. */
  removeIssuer(name: string, actor: RecordedActor, judge: (before: ManagedIssuer) => void): Promise<Written<null>>;
}
