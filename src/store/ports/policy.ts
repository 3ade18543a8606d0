import type { ChangeReader } from './changes.js';
import type { ApiSource } from '../../engine/index.js';

/** Exact bytes that a gateway answers with; one family per API. */
export interface ErrorFamily {
  readonly name: string;
  readonly contentType: string;
  /** Body of a 401. */
  readonly unauthorizedBody: string;
  /** Body of a 403. */
  readonly forbiddenBody: string;
}

export interface ApiEntry {
  readonly id: number;
  readonly name: string;
  /** Lower-case, without a port. */
  readonly hosts: readonly string[];
  readonly errorFamily: string;
  /** Without confirmation by the database for longer, only public endpoints answer; null: as configured. */
  readonly maxStalenessMs: number | null;
  /** The same for requests that do not only read. */
  readonly maxWriteStalenessMs: number | null;
  /** Whether a 403 to a bearer token names the scopes of the endpoint; absent for no. */
  readonly namesMissingScopes?: boolean;
}

/** Everything about policy except the endpoints: small, and always in memory. */
export interface Catalogue {
  readonly revision: number;
  readonly apis: readonly ApiEntry[];
  readonly errorFamilies: readonly ErrorFamily[];
}

export interface ApiRead {
  readonly revision: number;
  /** Null where the API no longer exists. */
  readonly source: ApiSource | null;
}

/** Each answer is read in one snapshot and carries the revision of that snapshot. */
export interface PolicyReads {
  readCatalogue(): Promise<Catalogue>;
  readApi(apiId: number): Promise<ApiRead>;
}

/** Reads that all see the same instant, and so carry the same revision. */
export type PolicySession = PolicyReads & Pick<ChangeReader, 'readChanges'>;

export interface PolicyReader extends PolicyReads {
  inOneSnapshot<Result>(use: (session: PolicySession) => Promise<Result>): Promise<Result>;
}
