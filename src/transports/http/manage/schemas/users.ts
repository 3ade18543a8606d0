import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Instant, PageQuery, PublicId, ScopeName, SearchText, pageOf } from './shared.js';

const Login = Type.String({
  minLength: 1,
  maxLength: 128,
  description: 'What the user types; no colon.',
  examples: ['ada'],
});
const RoleName = Type.String({ minLength: 1, maxLength: 200, examples: ['support'] });
const Password = Type.String({ minLength: 12, maxLength: 1024, description: 'Stored as an Argon2id hash only.' });
const Name = Type.String({ minLength: 1, maxLength: 200, description: 'For people.' });
const Scopes = Type.Array(ScopeName, { maxItems: 1000, uniqueItems: true, description: 'Granted to the user alone.' });
const Roles = Type.Array(RoleName, { maxItems: 100, uniqueItems: true });
const Addresses = Type.Array(Type.String({ minLength: 1, maxLength: 64, examples: ['192.0.2.0/24'] }), {
  maxItems: 256,
  description: 'IP addresses and CIDR blocks; empty for any address.',
});

export const User = Type.Object(
  {
    login: Login,
    name: Name,
    account: Type.String(),
    enabled: Type.Boolean(),
    scopes: Type.Array(ScopeName),
    roles: Type.Array(Type.String()),
    heldScopes: Type.Array(ScopeName, { description: 'Those of the roles included.' }),
    allowedAddresses: Addresses,
    createdAt: Instant,
    removedAt: nullable(Instant),
    etag: Type.String({ description: 'The value of the `ETag` header; send it as `If-Match`.' }),
  },
  { title: 'User' },
);
export const UserPage = pageOf(User, 'UserPage');
export const ChangedUser = Type.Object({ user: User, revision: Type.Integer() }, { title: 'ChangedUser' });
export const UserParams = Type.Object({ id: Login });

export const ListUsersQuery = Type.Object(
  { ...PageQuery, q: SearchText, role: Type.Optional(RoleName) },
  { additionalProperties: false },
);
export type ListUsersQuery = Static<typeof ListUsersQuery>;

export const CreateUserBody = Type.Object(
  {
    login: Login,
    password: Password,
    name: Type.Optional(Name),
    account: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Unset: the caller's account." })),
    scopes: Type.Optional(Scopes),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
  },
  { title: 'CreateUserBody', additionalProperties: false },
);
export type CreateUserBody = Static<typeof CreateUserBody>;

/** What is left out stays as it is; lists replace what there is. */
export const EditUserBody = Type.Object(
  {
    name: Type.Optional(Name),
    enabled: Type.Optional(Type.Boolean()),
    scopes: Type.Optional(Scopes),
    roles: Type.Optional(Roles),
    allowedAddresses: Type.Optional(Addresses),
  },
  { title: 'EditUserBody', additionalProperties: false, minProperties: 1 },
);
export type EditUserBody = Static<typeof EditUserBody>;

export const PasswordBody = Type.Object({ password: Password }, { title: 'PasswordBody', additionalProperties: false });

export const Role = Type.Object(
  {
    name: RoleName,
    description: Type.String(),
    scopes: Type.Array(ScopeName),
    holderCount: Type.Integer({ minimum: 0, description: 'Credentials that hold it.' }),
    etag: Type.String(),
  },
  { title: 'Role' },
);
export const RolePage = pageOf(Role, 'RolePage');
export const ChangedRole = Type.Object({ role: Role, revision: Type.Integer() }, { title: 'ChangedRole' });
export const RoleParams = Type.Object({ id: RoleName });
export const ListRolesQuery = Type.Object({ ...PageQuery, q: SearchText }, { additionalProperties: false });
export const DefineRoleBody = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 1000 })),
    scopes: Type.Array(ScopeName, { maxItems: 1000, uniqueItems: true, description: 'All of them anew.' }),
  },
  { title: 'DefineRoleBody', additionalProperties: false },
);
export type DefineRoleBody = Static<typeof DefineRoleBody>;

const UserSession = Type.Object(
  {
    id: PublicId,
    login: Login,
    createdAt: Instant,
    expiresAt: Instant,
    lastUsedAt: Instant,
    idleTimeoutSeconds: Type.Number(),
  },
  { title: 'UserSession' },
);
export const UserSessionPage = pageOf(UserSession, 'UserSessionPage');
export const ListSessionsQuery = Type.Object(
  { ...PageQuery, login: Type.Optional(Login) },
  { additionalProperties: false },
);
export const SessionParams = Type.Object({ id: PublicId });
export const BeginSessionBody = Type.Object(
  {
    idleSeconds: Type.Integer({ minimum: 60, maximum: 2_592_000, description: 'How long it may be left unused.' }),
    lifetimeSeconds: Type.Integer({ minimum: 60, maximum: 2_592_000, description: 'Not under `idleSeconds`.' }),
  },
  { title: 'BeginSessionBody', additionalProperties: false },
);
export type BeginSessionBody = Static<typeof BeginSessionBody>;
export const BegunSessionBody = Type.Object(
  {
    id: PublicId,
    token: Type.String({ description: 'Sent as `Authorization: IBSSO <token>`; shown this once.' }),
    expiresAt: Instant,
    revision: Type.Integer(),
  },
  { title: 'BegunSession' },
);

/** `revision`: every replica that has reached it decides by this change. */
export const Removed = Type.Object({ revision: Type.Integer() }, { title: 'Removed' });
