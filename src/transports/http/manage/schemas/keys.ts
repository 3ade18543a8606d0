import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Instant, PageQuery, PublicId, ScopeName, SearchText, pageOf } from './shared.js';

/** What a key is at this moment; follows from its fields and the clock. */
const KeyState = Type.Enum(['active', 'disabled', 'not_yet_valid', 'expired', 'revoked'], { title: 'KeyState' });

const Name = Type.String({ minLength: 1, maxLength: 200, description: 'For people.' });
const Scopes = (minItems: number) => Type.Array(ScopeName, { minItems, maxItems: 1000, uniqueItems: true });
const Roles = Type.Array(Type.String({ minLength: 1, maxLength: 200, examples: ['support'] }), {
  maxItems: 100,
  uniqueItems: true,
});
const Addresses = Type.Array(Type.String({ minLength: 1, maxLength: 64, examples: ['192.0.2.0/24'] }), {
  maxItems: 256,
  description: 'IP addresses and CIDR blocks, version 4 or 6; empty for any address.',
});

export const ApiKey = Type.Object(
  {
    id: PublicId,
    name: Name,
    account: Type.String(),
    state: KeyState,
    enabled: Type.Boolean(),
    scopes: Type.Array(ScopeName, { description: 'Granted to the key itself.' }),
    roles: Type.Array(Type.String()),
    heldScopes: Type.Array(ScopeName, { description: 'Those of its roles included.' }),
    allowedAddresses: Addresses,
    createdAt: Instant,
    notBefore: nullable(Instant),
    expiresAt: nullable(Instant),
    revokedAt: nullable(Instant),
    lastUsedAt: Type.Union([Instant, Type.Null()], { description: 'The last call that was allowed.' }),
    lastDeniedAt: Type.Union([Instant, Type.Null()], { description: 'The last call to an endpoint that was denied.' }),
    etag: Type.String({ description: 'The value of the `ETag` header of this key; send it as `If-Match`.' }),
  },
  { title: 'ApiKey' },
);
export type ApiKey = Static<typeof ApiKey>;

export const ApiKeyPage = pageOf(ApiKey, 'ApiKeyPage');

export const ListKeysQuery = Type.Object(
  {
    ...PageQuery,
    q: SearchText,
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    scope: Type.Optional(ScopeName),
    state: Type.Optional(KeyState),
    sort: Type.Optional(Type.Enum(['name', 'createdAt', 'expiresAt', 'lastUsedAt'], { default: 'createdAt' })),
    order: Type.Optional(Type.Enum(['asc', 'desc'], { default: 'desc' })),
  },
  { additionalProperties: false },
);
export type ListKeysQuery = Static<typeof ListKeysQuery>;

export const CreateKeyBody = Type.Object(
  {
    name: Name,
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Unset: the caller's account." })),
    scopes: Scopes(1),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
    notBefore: Type.Optional(nullable(Instant)),
    expiresAt: Type.Optional(nullable(Instant)),
  },
  { title: 'CreateKeyBody', additionalProperties: false },
);
export type CreateKeyBody = Static<typeof CreateKeyBody>;

/** What is left out stays as it is; null takes a time away. */
export const EditKeyBody = Type.Object(
  {
    name: Type.Optional(Name),
    scopes: Type.Optional(Scopes(1)),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
    notBefore: Type.Optional(nullable(Instant)),
    expiresAt: Type.Optional(nullable(Instant)),
  },
  { title: 'EditKeyBody', additionalProperties: false, minProperties: 1 },
);
export type EditKeyBody = Static<typeof EditKeyBody>;

export const RotateKeyBody = Type.Object(
  {
    overlapSeconds: Type.Integer({
      minimum: 0,
      maximum: 2_592_000,
      description:
        'For how long the old key stays valid beside the new one, up to SCOPEGATE_MAX_KEY_OVERLAP_MS; never beyond its own expiry.',
    }),
  },
  { title: 'RotateKeyBody', additionalProperties: false },
);
export type RotateKeyBody = Static<typeof RotateKeyBody>;

/** `revision`: every replica that has reached it decides by this change. */
export const ChangedKey = Type.Object({ key: ApiKey, revision: Type.Integer() }, { title: 'ChangedKey' });

const Secret = nullable(
  Type.String({ description: 'The whole key, shown this once. Null when an idempotent request is answered again.' }),
);
export const CreatedKey = Type.Object(
  { key: ApiKey, secret: Secret, revision: Type.Integer() },
  { title: 'CreatedKey' },
);
export const RotatedKey = Type.Object(
  {
    key: ApiKey,
    secret: Secret,
    replaced: ApiKey,
    revision: Type.Integer(),
  },
  { title: 'RotatedKey' },
);

export const KeyParams = Type.Object({ id: PublicId });
