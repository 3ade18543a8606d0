import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import {
  AccessModeSchema,
  CredentialKindSchema,
  NumericId,
  PageQuery,
  ScopeName,
  SearchText,
  pageOf,
} from './shared.js';

const Count = Type.Integer({ minimum: 0 });

const Scope = Type.Object(
  {
    name: ScopeName,
    category: Type.String(),
    description: Type.String(),
    implies: Type.Array(ScopeName, { description: 'Scopes that holding this one counts as holding, in the end.' }),
    impliedBy: Type.Array(ScopeName),
    manages: Type.Array(Type.String(), { description: 'Products of which this is the manage scope.' }),
    endpointCount: Type.Integer({ minimum: 0, description: 'Endpoints that a key with this scope alone could call.' }),
    keyCount: Type.Integer({ minimum: 0, description: 'Keys that hold it and are not revoked.' }),
    grantable: Type.Boolean({ description: 'Whether the caller may grant it.' }),
    builtIn: Type.Boolean({ description: 'Whether it guards this Management API itself.' }),
  },
  { title: 'Scope' },
);
type Scope = Static<typeof Scope>;

/** All scopes at once: catalogues have hundreds, and a form needs every one. */
export const ScopeCatalogue = Type.Object(
  {
    categories: Type.Array(
      Type.Object({
        name: Type.String(),
        scopeCount: Count,
        standsAlone: Type.Boolean({
          description: 'Its scopes are never held together with those of other categories.',
        }),
      }),
    ),
    items: Type.Array(Scope),
  },
  { title: 'ScopeCatalogue' },
);

export const ListScopesQuery = Type.Object(
  { q: SearchText, category: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
);

const Product = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    manageScope: nullable(ScopeName),
    endpointCount: Count,
  },
  { title: 'Product' },
);
export const ProductList = Type.Object({ items: Type.Array(Product) }, { title: 'ProductList' });

const Api = Type.Object(
  {
    id: NumericId,
    name: Type.String(),
    hosts: Type.Array(Type.String()),
    errorFamily: Type.String(),
    endpointCount: Count,
  },
  { title: 'Api' },
);
export const ApiList = Type.Object({ items: Type.Array(Api) }, { title: 'ApiList' });

/** Whether a call can change something: GET, HEAD, OPTIONS and TRACE read (RFC 9110, section 9.2.1), others write. */
const Effect = Type.Enum(['read', 'write'], { title: 'Effect' });

export const Endpoint = Type.Object(
  {
    id: NumericId,
    api: Type.String(),
    method: Type.String(),
    template: Type.String(),
    effect: Effect,
    product: nullable(Type.String()),
    access: AccessModeSchema,
    requiredScopes: Type.Array(ScopeName, {
      description: 'Granting any of them lets the call through. Includes the manage scope of the product.',
    }),
    sufficientScopes: Type.Array(ScopeName, {
      description: 'The required scopes and every scope that implies one of them.',
    }),
    acceptedKinds: nullable(Type.Array(CredentialKindSchema)),
  },
  { title: 'Endpoint' },
);
export type Endpoint = Static<typeof Endpoint>;
export const EndpointPage = pageOf(Endpoint, 'EndpointPage');

export const EndpointFilters = {
  ...PageQuery,
  q: SearchText,
  api: Type.Optional(Type.String({ maxLength: 200 })),
  product: Type.Optional(Type.String({ maxLength: 200 })),
  method: Type.Optional(Type.String({ pattern: '^[A-Z*]{1,32}$' })),
  effect: Type.Optional(Effect),
};
export const ListEndpointsQuery = Type.Object(
  {
    ...EndpointFilters,
    scope: Type.Optional(ScopeName),
    access: Type.Optional(AccessModeSchema),
  },
  { additionalProperties: false },
);
export type ListEndpointsQuery = Static<typeof ListEndpointsQuery>;

export const EndpointParams = Type.Object({ id: NumericId });

/** Who can call an endpoint: keys that are usable now and hold a sufficient scope. */
const Caller = Type.Object(
  {
    id: Type.String(),
    kind: CredentialKindSchema,
    name: Type.String(),
    account: Type.String(),
    matchedScopes: Type.Array(ScopeName, { description: 'Empty where any credential is let through.' }),
  },
  { title: 'Caller' },
);
export const CallerPage = pageOf(Caller, 'CallerPage');
export const CallersQuery = Type.Object({ ...PageQuery, q: SearchText }, { additionalProperties: false });
