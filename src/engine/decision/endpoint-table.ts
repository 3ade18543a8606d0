import type { AccessMode, CredentialKind, EncodedAllowance } from './policy.js';

/** What an endpoint allows, in one number: access mode, allowances, kinds of credential. */
export const ACCESS_MASK = 3;
export const SCOPED = 1;
export const AUTHENTICATED = 2;
export const PUBLIC = 3;
export const ALLOWS_SLASH = 4;
export const ALLOWS_PERCENT = 8;
const ANY_KIND = 16;
const KIND_SHIFT = 5;

const ACCESS_MODES: readonly AccessMode[] = ['closed', 'scoped', 'authenticated', 'public'];
const KINDS: readonly CredentialKind[] = ['api_key', 'user', 'session', 'oauth_token'];
const ALLOWANCES: readonly (readonly [EncodedAllowance, number])[] = [
  ['slash', ALLOWS_SLASH],
  ['percent', ALLOWS_PERCENT],
];

/** The endpoints of one API as columns, by index; immutable. */
export interface EndpointTable {
  readonly ids: Float64Array;
  readonly methods: Uint8Array;
  readonly flags: Uint16Array;
  /** Place in `requirements`. */
  readonly requirementOf: Int32Array;
  /** Place in `products`, which begins with null. */
  readonly productOf: Int32Array;
  readonly templates: readonly string[];
  /** Memory that the templates take. */
  readonly templateBytes: number;
  readonly products: readonly (string | null)[];
  readonly requirements: readonly Requirement[];
}

/** Scopes that open an endpoint: those that it names, and the number of the set that counts as holding them. */
export interface Requirement {
  /** Listed scopes and the manage scope; sorted by code unit. */
  readonly scopes: readonly string[];
  readonly acceptedSet: number;
  /** Those and all that imply one of them; the same list where none does. Sorted by code unit. */
  readonly sufficient: readonly string[];
}

export interface EndpointRules {
  readonly access: AccessMode;
  readonly acceptedKinds: readonly CredentialKind[] | null;
  readonly encoded: readonly EncodedAllowance[];
}

/** -1 when something in the rules is not known: rows are not trusted. */
export function flagsOf({ access, acceptedKinds, encoded }: EndpointRules): number {
  const mode = ACCESS_MODES.indexOf(access);
  if (mode < 0) return -1;
  let flags = mode;
  for (const name of encoded) {
    const allowance = ALLOWANCES.find(([known]) => known === name);
    if (allowance === undefined) return -1;
    flags |= allowance[1];
  }
  if (acceptedKinds === null) return flags | ANY_KIND;
  for (const kind of acceptedKinds) {
    const bit = KINDS.indexOf(kind);
    if (bit < 0) return -1;
    flags |= 1 << (KIND_SHIFT + bit);
  }
  return flags;
}

export function rulesOf(flags: number): EndpointRules {
  return {
    access: ACCESS_MODES[flags & ACCESS_MASK]!,
    acceptedKinds:
      (flags & ANY_KIND) !== 0 ? null : KINDS.filter((_kind, bit) => (flags & (1 << (KIND_SHIFT + bit))) !== 0),
    encoded: ALLOWANCES.filter(([, allowance]) => (flags & allowance) !== 0).map(([name]) => name),
  };
}

export function acceptsKind(flags: number, kind: CredentialKind): boolean {
  return (flags & ANY_KIND) !== 0 || (flags & (1 << (KIND_SHIFT + KINDS.indexOf(kind)))) !== 0;
}

export const REFERENCE_BYTES = 8;
const REQUIREMENT_BYTES = 64;

/** Bytes that a text takes in memory, near enough: header, reference, and one byte a character. */
export function textBytes(text: string): number {
  return 24 + text.length;
}

export function endpointTableBytes(table: EndpointTable): number {
  let bytes = table.templateBytes;
  for (const column of [table.ids, table.methods, table.flags, table.requirementOf, table.productOf]) {
    bytes += column.byteLength;
  }
  for (const product of table.products) bytes += textBytes(product ?? '');
  for (const { scopes, sufficient } of table.requirements) {
    const names = sufficient === scopes ? scopes.length : scopes.length + sufficient.length;
    bytes += REQUIREMENT_BYTES + REFERENCE_BYTES * names;
  }
  return bytes;
}
