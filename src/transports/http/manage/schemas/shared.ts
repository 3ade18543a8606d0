import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import { nullable } from '../../../../base/shape.js';

/** A time on the wire: RFC 3339 in UTC with milliseconds, `2026-11-24T08:00:00.000Z`. */
export const Instant = Type.String({
  format: 'date-time',
  // The format also allows what `Date` cannot read: 23:59:60, and the name of a zone in brackets (RFC 9557).
  pattern: '^.{16}:[0-5][0-9][^\\[]*$',
  examples: ['2026-11-24T08:00:00.000Z'],
});

export const ScopeName = Type.String({ minLength: 1, maxLength: 255, examples: ['message:send'] });

/** Public ids of credentials; wider than what we mint, so that a wrong one is "not found" and not "malformed". */
export const PublicId = Type.String({ minLength: 1, maxLength: 200, examples: ['0aB3dE6gH9jK'] });

export const NumericId = Type.String({ pattern: '^[1-9][0-9]{0,14}$', examples: ['42'] });

export const CredentialKindSchema = Type.Enum(['api_key', 'user', 'session', 'oauth_token'], {
  title: 'CredentialKind',
});
export const AccessModeSchema = Type.Enum(['scoped', 'authenticated', 'public', 'closed'], { title: 'AccessMode' });

/** One page of a list, and where the next begins. */
export const pageOf = <T extends TSchema>(item: T, title: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: nullable(
        Type.String({ description: 'Send it as `cursor` to get the next page; null on the last page.' }),
      ),
      total: Type.Integer({ minimum: 0, description: 'How many there are over all pages, with these filters.' }),
    },
    { title },
  );

/** The part of a query that every list takes. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Items per page.' })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: '`nextCursor` of the page before, with equal filters.' }),
  ),
};

export const SearchText = Type.Optional(
  Type.String({ maxLength: 200, description: 'Keeps what contains this text, whatever its letter case.' }),
);

export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ pattern: '^[!-~]{1,128}$' })),
});
export type IdempotencyHeaders = Static<typeof IdempotencyHeaders>;

/** Family `requestError`. */
const RequestErrorBody = Type.Object(
  {
    requestError: Type.Object({
      serviceException: Type.Object({ messageId: Type.String(), text: Type.String() }),
    }),
  },
  { title: 'RequestErrorBody' },
);

/** Family `errorCode`. */
const ErrorCodeBody = Type.Object(
  {
    errorCode: Type.String({ examples: ['E400'] }),
    description: Type.String(),
    action: Type.String(),
    violations: Type.Array(Type.Object({ property: Type.String(), violation: Type.String() })),
    resources: Type.Array(Type.Object({ name: Type.String(), url: Type.String() })),
  },
  { title: 'ErrorCodeBody' },
);

/** Which of the two families an answer is in follows the error family of the API `scopegate`: `errorCode` at first. */
export const ErrorBody = Type.Union([ErrorCodeBody, RequestErrorBody], {
  title: 'ErrorBody',
  description: 'Body of the error family that the API `scopegate` has in the policy.',
});
