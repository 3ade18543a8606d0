import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Instant, PageQuery, SearchText, pageOf } from './shared.js';

const Row = nullable(
  Type.Object({}, { additionalProperties: true, description: 'The row; secrets and digests are left out.' }),
);

const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: Instant,
    revision: Type.Integer(),
    actor: Type.Object({
      kind: Type.Enum(['credential', 'operator', 'system', 'sql'], {
        description:
          'operator: somebody on the command line; `id` is user and host, or the name that they gave. sql: a statement from outside the service; `id` is the database user.',
      }),
      id: Type.String(),
      name: Type.String(),
    }),
    connection: nullable(
      Type.Object(
        {
          databaseRole: Type.String({ description: 'The role that the session logged in as.' }),
          application: Type.Union([Type.String(), Type.Null()], { description: 'What the session calls itself.' }),
          address: Type.Union([Type.String(), Type.Null()], { description: 'Null over a Unix socket.' }),
          rejectedActor: Type.Union([Type.String(), Type.Null()], {
            description: 'An actor that the session named without the right to; `actor` is then its database role.',
          }),
        },
        { description: 'What the database knows of the session; null for changes from before this was kept.' },
      ),
    ),
    place: Type.Union([Type.String(), Type.Null()], {
      description: 'File and line of the migration that made the change.',
      examples: ['0007_audit.sql:12'],
    }),
    action: Type.Enum(['insert', 'update', 'delete', 'truncate']),
    table: Type.String({ examples: ['credential'] }),
    subject: Type.String({ description: 'What was changed, by name.' }),
    before: Row,
    after: Row,
  },
  { title: 'AuditEntry' },
);
type AuditEntry = Static<typeof AuditEntry>;
export const AuditPage = pageOf(AuditEntry, 'AuditPage');

export const AuditQuery = Type.Object(
  {
    ...PageQuery,
    q: SearchText,
    table: Type.Optional(Type.String({ pattern: '^[a-z_]{1,63}$' })),
    subject: Type.Optional(
      Type.String({ maxLength: 500, description: 'Exactly this subject, such as the id of a key.' }),
    ),
    actor: Type.Optional(Type.String({ maxLength: 200, description: 'Exactly this id of an actor.' })),
    action: Type.Optional(Type.Enum(['insert', 'update', 'delete', 'truncate'])),
    since: Type.Optional(Instant),
    until: Type.Optional(Instant),
  },
  { additionalProperties: false },
);
export type AuditQuery = Static<typeof AuditQuery>;
