import type { RecordedActor } from './actor.js';
import type { Page, PageRequest } from './paging.js';

/** A write answers with the revision from which every replica decides by it. */
export interface Written<T> {
  readonly revision: number;
  readonly value: T;
}

export interface NewApiKey {
  readonly publicId: string;
  readonly digest: Buffer;
  readonly name: string;
  /** Created when it does not exist. */
  readonly account: string;
  readonly scopes: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly enabled: boolean;
}

export type KeyState = 'active' | 'disabled' | 'not_yet_valid' | 'expired' | 'revoked';

/** An API key as people manage it. Times are in ms since the epoch. */
export interface ManagedKey {
  readonly id: number;
  readonly publicId: string;
  readonly name: string;
  readonly account: string;
  readonly state: KeyState;
  readonly enabled: boolean;
  /** Granted to the key itself. */
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Those of its roles included. */
  readonly heldScopes: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly createdAtMs: number;
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** A call that was let through; null for never. */
  readonly lastUsedAtMs: number | null;
  /** A call to an endpoint that was denied; null for never. */
  readonly lastDeniedAtMs: number | null;
}

export type KeySort = 'name' | 'createdAt' | 'expiresAt' | 'lastUsedAt';

export interface KeyListing extends PageRequest {
  readonly q: string | null;
  readonly account: string | null;
  readonly scope: string | null;
  readonly state: KeyState | null;
  readonly sort: KeySort;
  readonly order: 'asc' | 'desc';
}

export interface Grants {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** Absent members stay unchanged. */
export interface KeyChange {
  readonly name?: string;
  /** All of them anew. */
  readonly scopes?: readonly string[];
  /** All of them anew. */
  readonly roles?: readonly string[];
  readonly allowedAddresses?: readonly string[];
  readonly notBeforeMs?: number | null;
  readonly expiresAtMs?: number | null;
  readonly enabled?: boolean;
  /** For good; also disables. */
  readonly revoke?: true;
  /** Must exist, whether or not the credential has them. */
  readonly mentions?: Grants;
}

/** Called when all is done but the commit. Where it rejects, nothing has happened. */
export type Settled<T> = (made: Written<T>) => Promise<void>;

export interface KeyReplacement {
  readonly key: NewApiKey;
  /** When the old key ends; null for never. */
  readonly oldExpiresAtMs: number | null;
}

export interface Rotated {
  readonly key: ManagedKey;
  readonly replaced: ManagedKey;
}

/** A request that is done at most once: the same key and digest again answers what was made then. */
export interface Idempotency {
  /** Public id of the caller. */
  readonly principal: string;
  readonly key: string;
  /** SHA-256 of the request, 32 bytes. */
  readonly requestDigest: Buffer;
}

export interface Made<T> extends Written<T> {
  /** True where an earlier request made it. */
  readonly replayed: boolean;
}

export interface ManagedKeyReader {
  listKeys(listing: KeyListing): Promise<Page<ManagedKey>>;
  /** Rejects with `not_found`. */
  findKey(publicId: string): Promise<ManagedKey>;
}

/** May throw to refuse, and nothing has happened then; may be called again and must have no other effect. */
export interface KeyEdit {
  /** Called with the locked row. */
  readonly plan: (before: ManagedKey) => KeyChange;
  readonly judge: (before: ManagedKey, after: ManagedKey) => void;
}

export interface KeyCreation {
  readonly key: NewApiKey;
  readonly roles: readonly string[];
  readonly actor: RecordedActor;
  readonly once: Idempotency | null;
  /** See `KeyEdit`. */
  readonly judge: (made: ManagedKey) => void;
  readonly settled?: Settled<ManagedKey>;
}

/** An unknown scope or role, or scopes that no key may hold together, is `conflict`. */
export interface ManagedKeyWriter {
  createKey(creation: KeyCreation): Promise<Made<ManagedKey>>;
  changeKey(publicId: string, actor: RecordedActor, edit: KeyEdit): Promise<Written<ManagedKey>>;
  rotateKey(request: RotateRequest): Promise<Made<Rotated>>;
}

export interface RotateRequest {
  readonly publicId: string;
  readonly actor: RecordedActor;
  readonly once: Idempotency | null;
  readonly plan: (key: ManagedKey) => KeyReplacement;
  readonly settled?: Settled<Rotated>;
}
