import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { CredentialKindSchema, Instant, ScopeName } from './shared.js';

export const SignInBody = Type.Union(
  [
    Type.Object(
      { credential: Type.String({ minLength: 1, maxLength: 1024, description: 'An API key.' }) },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        username: Type.String({ minLength: 1, maxLength: 200 }),
        password: Type.String({ minLength: 1, maxLength: 1024 }),
      },
      { additionalProperties: false },
    ),
  ],
  { title: 'SignInBody' },
);
export type SignInBody = Static<typeof SignInBody>;

export const Session = Type.Object(
  {
    principal: Type.Object({
      id: Type.String(),
      kind: CredentialKindSchema,
      name: Type.String(),
      account: Type.String(),
    }),
    scopes: Type.Array(ScopeName, { description: 'Held and implied.' }),
    mayGrantAnyScope: Type.Boolean(),
    csrfToken: nullable(
      Type.String({
        description: 'Send it as `X-CSRF-Token` with every POST, PATCH and DELETE. Null without a cookie.',
      }),
    ),
    expiresAt: nullable(Instant),
    idleTimeoutSeconds: nullable(Type.Integer()),
  },
  { title: 'Session' },
);
export type Session = Static<typeof Session>;
