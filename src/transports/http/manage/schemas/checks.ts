import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { AccessModeSchema, CredentialKindSchema, PublicId, ScopeName } from './shared.js';

/** A request to explain. Name the credential by `authorization` as a client would send it, or by `keyId`. */
export const CheckBody = Type.Object(
  {
    authorization: Type.Optional(
      Type.String({ maxLength: 8192, description: 'The whole value of the Authorization header.' }),
    ),
    keyId: Type.Optional(PublicId),
    method: Type.String({ minLength: 1, maxLength: 64 }),
    path: Type.String({ minLength: 1, maxLength: 16_384, description: 'As received; the query may stay on it.' }),
    host: Type.Optional(
      Type.String({ maxLength: 300, description: 'The Host header. Required where the policy has several APIs.' }),
    ),
    sourceIp: Type.Optional(Type.String({ maxLength: 64, description: 'Unset: unknown.' })),
  },
  { title: 'CheckBody', additionalProperties: false },
);
export type CheckBody = Static<typeof CheckBody>;

export const CheckResult = Type.Object(
  {
    decision: Type.Enum(['allow', 'deny']),
    reason: Type.String({ examples: ['scope_held', 'missing_scope'] }),
    detail: Type.String(),
    canonicalPath: Type.String(),
    endpoint: nullable(
      Type.Object({
        id: Type.String(),
        method: Type.String(),
        template: Type.String(),
        product: nullable(Type.String()),
        access: AccessModeSchema,
        requiredScopes: Type.Array(ScopeName),
      }),
    ),
    matchedScope: nullable(ScopeName),
    principal: nullable(
      Type.Object({ id: Type.String(), kind: CredentialKindSchema, name: Type.String(), account: Type.String() }),
    ),
    response: Type.Object({
      status: Type.Integer(),
      headers: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
      body: Type.String(),
    }),
    revision: Type.Integer(),
    explanation: nullable(
      Type.Object({
        heldScopes: Type.Array(ScopeName),
        sufficientScopes: Type.Array(ScopeName),
        failingAttribute: Type.String(),
        nearMisses: Type.Array(
          Type.Object({ method: Type.String(), template: Type.String(), difference: Type.String() }),
        ),
      }),
    ),
  },
  { title: 'CheckResult' },
);
export type CheckResult = Static<typeof CheckResult>;
