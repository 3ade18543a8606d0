import type { RecordedActor } from './actor.js';

import type { KeyChange, Made, ManagedKey, Idempotency, Written } from './managed-keys.js';
import type { ManagedIssuer } from './managed-issuers.js';
import type { Page, PageRequest } from './paging.js';

/** A client of an OAuth issuer, as a credential of the kind `oauth_token`. */
export interface ManagedClient extends ManagedKey {
  /** Name of the issuer. */
  readonly issuer: string;
  /** The issuer's id of the client. Null stands for every client of the issuer without a row of its own. */
  readonly clientId: string | null;
}

export interface ClientListing extends PageRequest {
  readonly q: string | null;
  readonly issuer: string | null;
}

export interface NewClient {
  readonly publicId: string;
  readonly issuer: string;
  readonly clientId: string | null;
  readonly name: string;
  /** Created when it does not exist. */
  readonly account: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
}

/** Called inside the transaction; may throw to refuse, and nothing has happened then. No other effect. */
export interface ClientCreation {
  readonly client: NewClient;
  readonly actor: RecordedActor;
  readonly once: Idempotency | null;
  /** `others`: the row that stood for this client until now; null for none. */
  readonly judge: (made: ManagedClient, issuer: ManagedIssuer, others: ManagedClient | null) => void;
}

/** Checks as for a creation. `others` is the row that stands for this client from then on. */
export type ClientRemoval = (before: ManagedClient, issuer: ManagedIssuer, others: ManagedClient | null) => void;

export interface ClientEdit {
  readonly plan: (before: ManagedClient) => KeyChange;
  readonly judge: (before: ManagedClient, after: ManagedClient, issuer: ManagedIssuer) => void;
}

/** An unknown client or issuer is `not_found`; an unknown scope or role, or a client that there is, is `conflict`. */
export interface ClientStore {
  listClients(listing: ClientListing): Promise<Page<ManagedClient>>;
  findClient(publicId: string): Promise<ManagedClient>;
  createClient(creation: ClientCreation): Promise<Made<ManagedClient>>;
  changeClient(publicId: string, actor: RecordedActor, edit: ClientEdit): Promise<Written<ManagedClient>>;
  /** The audit trail keeps its history. */
  removeClient(publicId: string, actor: RecordedActor, judge: ClientRemoval): Promise<Written<null>>;
}
