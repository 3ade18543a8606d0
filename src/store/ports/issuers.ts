import type { CredentialRow } from './credentials.js';

/** Which scopes a token has: its own, those granted to its client here, or those in both. */
export type ScopesFrom = 'token' | 'grants' | 'both';

/** Endpoint and credentials for introspection of opaque tokens (RFC 7662). */
export interface IntrospectionRow {
  readonly uri: string;
  readonly client: string;
  /** Name of the secret; the secret itself is in no database. */
  readonly secretName: string;
  /** Prefix of the issuer's opaque tokens. Empty only if no other issuer has opaque tokens. */
  readonly prefix: string;
}

/** An OAuth 2.0 authorisation server whose access tokens are accepted. */
export interface IssuerRow {
  /** Numbered among the credentials: the change feed names it as one of them. */
  readonly id: number;
  readonly name: string;
  /** The exact `iss`. */
  readonly issuer: string;
  /** The audience that `aud` must contain. */
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** Null where it has no JWT access tokens. */
  readonly jwksUri: string | null;
  readonly introspection: IntrospectionRow | null;
  readonly clientClaim: string;
  readonly scopesFrom: ScopesFrom;
  readonly enabled: boolean;
  /** The longest time from `iat` to `exp` of its tokens. */
  readonly maxTokenLifetimeMs: number;
  /** `[theirs, ours]`; empty: their names are ours. */
  readonly scopeMap: readonly (readonly [theirs: string, ours: string])[];
  /**
   * Each scope and its side, for an issuer whose tokens carry any scopes by their own names: scopes of different sides are
   * never held together. Empty for every other issuer, and where no category stands alone.
   */
  readonly sides: readonly (readonly [scope: string, side: string])[];
}

export interface IssuersRead {
  readonly revision: number;
  /** True where there may be others: what is not among them is not known, rather than not there. */
  readonly mayLack?: true;
  readonly issuers: readonly IssuerRow[];
}

export interface ClientName {
  readonly issuerId: number;
  readonly clientId: string;
}

export interface ClientsRead {
  readonly revision: number;
  /** In the order of the question; null where the issuer has no such client and no row for the others. */
  readonly clients: readonly (CredentialRow | null)[];
}

export interface IssuerReader {
  /** All of them, also those that are disabled. */
  readIssuers(): Promise<IssuersRead>;
  /** One statement for all. */
  findClients(names: readonly ClientName[]): Promise<ClientsRead>;
}

/** A client of an issuer; `clientId` is null for every client of it without a row of its own. */
export interface KeptClient {
  readonly issuerId: number;
  readonly clientId: string | null;
  readonly row: CredentialRow;
}

/** Issuers and clients as they were at one revision, without any secret. */
export interface KeptOauth {
  readonly revision: number;
  readonly issuers: readonly IssuerRow[];
  readonly clients: readonly KeptClient[];
  /** False where clients were left out. */
  readonly hasAllClients: boolean;
}

export interface OauthKeepingReader {
  /** All issuers, and of their clients the `maxClients` oldest, in one read. */
  readOauth(maxClients: number): Promise<KeptOauth>;
}
