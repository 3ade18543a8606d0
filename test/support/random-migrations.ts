import fc from 'fast-check';
import { query } from './query.js';

const scope = fc.constantFrom('message:send', 'sms:send', 'sms:read', 'sms:manage', 'voice:call', 'audit:read');
const credential = fc.constantFrom('k1', 'k2');
const template = fc.constantFrom(
  '/sms/{id}',
  '/sms/a',
  '/{x}/a',
  '/sms',
  '/a/{x}',
  '/{+x}',
  '/sms/{id}:run',
  '/sms/{id}/b',
);
const method = fc.constantFrom('GET', 'POST', '*');
const access = fc.constantFrom('scoped', 'scoped', 'authenticated', 'public', 'closed');

/** An endpoint made, or changed where there is one of its shape. */
const endpoint = fc.tuple(method, template, access, scope).map(([verb, text, mode, name]) => {
  const scopes = mode === 'scoped' ? `{${name}}` : '{}';
  return `DO $$ BEGIN
    IF scopegate.endpoint_id('messages', '${verb}', '${text}') IS NULL THEN
      PERFORM scopegate.define_endpoint('messages', '${verb}', '${text}', '${scopes}', access => '${mode}');
    ELSE
      PERFORM scopegate.change_endpoint('messages', '${verb}', '${text}', '${scopes}', access => '${mode}');
    END IF;
  END $$`;
});

const implication = fc
  .tuple(scope, scope)
  .filter(([one, other]) => one < other)
  .map(([one, other]) => `SELECT scopegate.define_implication('${one}', '${other}')`);

const statement = fc.oneof(
  { weight: 4, arbitrary: endpoint },
  { weight: 2, arbitrary: fc.tuple(method, template).map(([verb, text]) => dropped(verb, text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(credential, scope).map(([id, name]) => `SELECT scopegate.grant_scope('${id}', '${name}')`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(credential, scope).map(([id, name]) => `SELECT scopegate.revoke_scope('${id}', '${name}')`),
  },
  { weight: 1, arbitrary: implication },
  { weight: 1, arbitrary: fc.constant('DELETE FROM scopegate.scope_implication') },
  {
    weight: 1,
    arbitrary: credential.map(
      (id) => `UPDATE scopegate.credential SET enabled = NOT enabled WHERE public_id = '${id}'`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('sms:manage', 'audit:read')
      .map((name) => `UPDATE scopegate.product SET manage_scope = '${name}' WHERE name = 'sms'`),
  },
  {
    weight: 1,
    arbitrary: scope.map(
      (name) => `SELECT scopegate.define_role('staff', 'Staff', '${name}'); SELECT scopegate.grant_role('k2', 'staff')`,
    ),
  },
  {
    weight: 1,
    arbitrary: credential.map(
      (id) => `UPDATE scopegate.credential SET expires_at = '2099-01-01' WHERE public_id = '${id}'`,
    ),
  },
);

function dropped(verb: string, text: string): string {
  return `DELETE FROM scopegate.endpoint e WHERE e.id = scopegate.endpoint_id('messages', '${verb}', '${text}')`;
}

/** Statements on `smallPolicy` that can always be applied. */
export const smallMigration = fc.array(statement, { minLength: 1, maxLength: 5 });

/** How much there is of everything that a migration could leave. */
export async function policySize(url: string): Promise<unknown> {
  const [row] = await query(
    url,
    `SELECT scopegate.current_revision()::int AS revision,
       (SELECT count(*)::int FROM scopegate.change) AS changes,
       (SELECT count(*)::int FROM scopegate.pending_change) AS pending,
       (SELECT count(*)::int FROM scopegate.endpoint) AS endpoints,
       (SELECT count(*)::int FROM scopegate.endpoint_scope) AS endpoint_scopes,
       (SELECT count(*)::int FROM scopegate.credential_scope) AS grants,
       (SELECT count(*)::int FROM scopegate.audit_entry) AS audit,
       (SELECT count(*)::int FROM pg_class c WHERE c.relnamespace = 'scopegate'::regnamespace) AS relations,
       (SELECT count(*)::int FROM pg_locks l
         JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
         JOIN pg_class c ON c.oid = l.relation
         WHERE l.pid <> pg_backend_pid() AND c.relnamespace = 'scopegate'::regnamespace) AS locks`,
  );
  return row;
}
