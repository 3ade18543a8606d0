import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Instant, PageQuery, PublicId, ScopeName, SearchText, pageOf } from './shared.js';

const IssuerName = Type.String({ minLength: 1, maxLength: 200, examples: ['login'] });
const Address = Type.String({
  minLength: 1,
  maxLength: 2000,
  description:
    'https on port 443 or 8443 and no internal address, unless the server lists it as internal; no user, no fragment.',
  examples: ['https://login.example.com'],
});
const Algorithm = Type.Enum(
  ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
  { title: 'Algorithm' },
);
const Introspection = Type.Object(
  {
    uri: Address,
    client: Type.String({ minLength: 1, maxLength: 255, description: 'The client_id that asks.' }),
    secretName: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'Name of its secret in the file of secrets, which must be bound to `uri` there; never the secret.',
      examples: ['login'],
    }),
    prefix: Type.String({
      maxLength: 64,
      description:
        'What its opaque tokens begin with. It must not be the beginning of another prefix; empty only for a single issuer.',
    }),
  },
  { title: 'Introspection', additionalProperties: false },
);
const ScopeMapping = Type.Object(
  { theirs: Type.String({ minLength: 1, maxLength: 1000 }), ours: ScopeName },
  { title: 'ScopeMapping', additionalProperties: false },
);

const SETTINGS = {
  issuer: Type.String({ ...Address, description: 'The exact `iss` of its tokens.' }),
  audience: Type.String({ minLength: 1, maxLength: 2000, description: 'What the `aud` of its tokens must name.' }),
  algorithms: Type.Array(Algorithm, { minItems: 1, maxItems: 10, uniqueItems: true }),
  jwksUri: nullable(Type.String({ ...Address, description: 'Where its keys are. Null: no JWT access tokens.' })),
  introspection: nullable(Introspection),
  clientClaim: Type.Enum(['client_id', 'azp', 'cid', 'appid', 'sub'], {
    description: 'The claim that names the client.',
  }),
  scopesFrom: Type.Enum(['token', 'grants', 'both'], {
    description: 'Which scopes a token has: those it carries, those granted to its client here, or those in both.',
  }),
  enabled: Type.Boolean(),
  maxTokenLifetimeSeconds: Type.Integer({
    minimum: 60,
    maximum: 31_536_000,
    description: 'The longest time from `iat` to `exp` of its tokens. A token that lasts longer is denied.',
  }),
  scopeMap: Type.Array(ScopeMapping, {
    maxItems: 1000,
    uniqueItems: true,
    description: 'What its scopes count as here. Empty: its names are ours.',
  }),
};

export const OAuthIssuer = Type.Object(
  {
    name: IssuerName,
    ...SETTINGS,
    clientCount: Type.Integer({ minimum: 0 }),
    etag: Type.String({ description: 'The value of the `ETag` header; send it as `If-Match`.' }),
  },
  { title: 'OAuthIssuer' },
);
export const OAuthIssuerPage = pageOf(OAuthIssuer, 'OAuthIssuerPage');
export const ChangedIssuer = Type.Object({ issuer: OAuthIssuer, revision: Type.Integer() }, { title: 'ChangedIssuer' });
export const IssuerParams = Type.Object({ id: IssuerName });
export const ListIssuersQuery = Type.Object({ ...PageQuery, q: SearchText }, { additionalProperties: false });
export type ListIssuersQuery = Static<typeof ListIssuersQuery>;

export const CreateIssuerBody = Type.Object(
  {
    name: IssuerName,
    issuer: SETTINGS.issuer,
    audience: SETTINGS.audience,
    algorithms: Type.Optional(SETTINGS.algorithms),
    jwksUri: Type.Optional(SETTINGS.jwksUri),
    introspection: Type.Optional(SETTINGS.introspection),
    clientClaim: Type.Optional(SETTINGS.clientClaim),
    scopesFrom: Type.Optional(SETTINGS.scopesFrom),
    enabled: Type.Optional(SETTINGS.enabled),
    maxTokenLifetimeSeconds: Type.Optional(SETTINGS.maxTokenLifetimeSeconds),
    scopeMap: Type.Optional(SETTINGS.scopeMap),
  },
  { title: 'CreateIssuerBody', additionalProperties: false },
);
export type CreateIssuerBody = Static<typeof CreateIssuerBody>;

/** What is left out stays as it is; lists replace what there is. */
export const EditIssuerBody = Type.Object(
  {
    issuer: Type.Optional(SETTINGS.issuer),
    audience: Type.Optional(SETTINGS.audience),
    algorithms: Type.Optional(SETTINGS.algorithms),
    jwksUri: Type.Optional(SETTINGS.jwksUri),
    introspection: Type.Optional(SETTINGS.introspection),
    clientClaim: Type.Optional(SETTINGS.clientClaim),
    scopesFrom: Type.Optional(SETTINGS.scopesFrom),
    enabled: Type.Optional(SETTINGS.enabled),
    maxTokenLifetimeSeconds: Type.Optional(SETTINGS.maxTokenLifetimeSeconds),
    scopeMap: Type.Optional(SETTINGS.scopeMap),
  },
  { title: 'EditIssuerBody', additionalProperties: false, minProperties: 1 },
);
export type EditIssuerBody = Static<typeof EditIssuerBody>;

const Name = Type.String({ minLength: 1, maxLength: 200, description: 'For people.' });
const Scopes = Type.Array(ScopeName, {
  maxItems: 1000,
  uniqueItems: true,
  description: 'Granted to the client alone.',
});
const Roles = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100, uniqueItems: true });
const Addresses = Type.Array(Type.String({ minLength: 1, maxLength: 64, examples: ['192.0.2.0/24'] }), {
  maxItems: 256,
  description: 'IP addresses and CIDR blocks; empty for any address.',
});
const ClientId = nullable(
  Type.String({
    pattern: '^[ -~]{1,255}$',
    description: 'As the issuer calls it. Null: every client without a row of its own.',
    examples: ['shop-backend'],
  }),
);

export const OAuthClient = Type.Object(
  {
    id: PublicId,
    issuer: IssuerName,
    clientId: ClientId,
    name: Name,
    account: Type.String(),
    state: Type.Enum(['active', 'disabled', 'not_yet_valid', 'expired', 'revoked']),
    enabled: Type.Boolean(),
    scopes: Type.Array(ScopeName),
    roles: Type.Array(Type.String()),
    heldScopes: Type.Array(ScopeName, { description: 'Those of the roles included.' }),
    allowedAddresses: Addresses,
    createdAt: Instant,
    notBefore: nullable(Instant),
    expiresAt: nullable(Instant),
    revokedAt: nullable(Instant),
    lastUsedAt: nullable(Instant),
    lastDeniedAt: nullable(Instant),
    etag: Type.String(),
  },
  { title: 'OAuthClient' },
);
export const OAuthClientPage = pageOf(OAuthClient, 'OAuthClientPage');
export const ChangedClient = Type.Object({ client: OAuthClient, revision: Type.Integer() }, { title: 'ChangedClient' });
export const ClientParams = Type.Object({ id: PublicId });
export const ListClientsQuery = Type.Object(
  { ...PageQuery, q: SearchText, issuer: Type.Optional(IssuerName) },
  { additionalProperties: false },
);
export type ListClientsQuery = Static<typeof ListClientsQuery>;

export const CreateClientBody = Type.Object(
  {
    issuer: IssuerName,
    clientId: ClientId,
    name: Type.Optional(Name),
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Unset: the caller's account." })),
    scopes: Type.Optional(Scopes),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
  },
  { title: 'CreateClientBody', additionalProperties: false },
);
export type CreateClientBody = Static<typeof CreateClientBody>;

/** What is left out stays as it is; lists replace what there is, null takes a time away. */
export const EditClientBody = Type.Object(
  {
    name: Type.Optional(Name),
    enabled: Type.Optional(Type.Boolean()),
    scopes: Type.Optional(Scopes),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
    notBefore: Type.Optional(nullable(Instant)),
    expiresAt: Type.Optional(nullable(Instant)),
  },
  { title: 'EditClientBody', additionalProperties: false, minProperties: 1 },
);
export type EditClientBody = Static<typeof EditClientBody>;
