import { PASSWORD, newIssuer } from './maker.js';

/** A rule of the data, and how it is tried on each way of writing. */
export interface AdministrationRule {
  /** The use case that would break it: a path in `Administration`. */
  readonly use: string;
  readonly title: string;
  /** Method, path and body, and the status that rejects it. */
  readonly api: readonly [method: string, path: string, body: unknown, status: number];
  /** Words, and the code of the error; or why the command line has no such command. */
  readonly cli: readonly [words: readonly string[], code: string] | NoWay;
  /** A statement, and its SQLSTATE; or why SQL may do it. */
  readonly sql: readonly [statement: string, state: string] | NoWay;
}

interface NoWay {
  readonly none: string;
}

const CHECK = '23514';
const UNKNOWN = '23503';
const NO_COMMAND = { none: 'no command' };
const NO_SECRETS = { none: 'SQL makes no secrets' };
const FEBRUARY = '2027-02-31';
const key = (more: object) => ({ name: 'n', scopes: ['sms:send'], ...more });
const newKey = (...more: string[]) => ['key', 'create', '--name', 'n', '--scope', 'sms:send', ...more];
const insert = (columns: string, values: string, kind = 'api_key'): string =>
  `INSERT INTO scopegate.credential (public_id, kind, account, name${columns})
   VALUES ('by-sql', '${kind}', scopegate.define_account('acme'), 'n'${values})`;
const user = (more: object) => ({ login: 'new', password: PASSWORD, ...more });

/** Of the world of the contract: `k` an active key, `gone` a revoked one, `old` a rotated one, `$admin` the only
 * administrator,
 * `ada` a user, `held` a role that she holds, `idp` an issuer with the client `c`; `page` stands alone. */
export const ADMINISTRATION_RULES: readonly AdministrationRule[] = [
  {
    use: 'keys.create',
    title: 'an expiry in the past',
    api: ['POST', '/v1/api-keys', key({ expiresAt: '2020-01-01T00:00:00Z' }), 400],
    cli: [newKey('--expires', '2020-01-01'), 'invalid_argument'],
    sql: { none: 'an end that has passed ends the credential, as every end will' },
  },
  {
    use: 'keys.create',
    title: '31 February',
    api: ['POST', '/v1/api-keys', key({ expiresAt: `${FEBRUARY}T00:00:00Z` }), 400],
    cli: [newKey('--expires', FEBRUARY), 'invalid_argument'],
    sql: [insert(', expires_at', `, '${FEBRUARY}'`), '22008'],
  },
  {
    use: 'keys.create',
    title: 'a time beyond year 9999',
    api: ['POST', '/v1/api-keys', key({ expiresAt: '9999-12-31T00:00:00Z' }), 400],
    cli: [newKey('--expires', '9999-12-31'), 'invalid_argument'],
    sql: [insert(', expires_at', `, '9999-12-31Z'`), CHECK],
  },
  {
    use: 'keys.create',
    title: 'an end before the beginning',
    api: ['POST', '/v1/api-keys', key({ notBefore: '2099-01-02T00:00:00Z', expiresAt: '2099-01-01T00:00:00Z' }), 400],
    cli: [newKey('--not-before', '2099-01-02', '--expires', '2099-01-01'), 'invalid_argument'],
    sql: [insert(', not_before, expires_at', `, '2099-01-02', '2099-01-01'`), CHECK],
  },
  {
    use: 'keys.create',
    title: 'a name with a line break',
    api: ['POST', '/v1/api-keys', key({ name: 'a\nb' }), 400],
    cli: [['key', 'create', '--name', 'a\nb', '--scope', 'sms:send'], 'invalid_argument'],
    sql: [insert('', '').replace(`'n')`, `E'a\\nb')`), CHECK],
  },
  {
    use: 'keys.create',
    title: 'an address that programs read differently',
    api: ['POST', '/v1/api-keys', key({ allowedAddresses: ['010.1.2.3'] }), 400],
    cli: [newKey('--ip', '010.1.2.3'), 'invalid_argument'],
    sql: [insert(', allowed_addresses', `, '{010.1.2.3}'`), CHECK],
  },
  {
    use: 'keys.create',
    title: 'an unknown scope',
    api: ['POST', '/v1/api-keys', key({ scopes: ['no:such'] }), 409],
    cli: [newKey('--scope', 'no:such'), 'conflict'],
    sql: [`SELECT scopegate.grant_scope('k', 'no:such')`, UNKNOWN],
  },
  {
    use: 'keys.create',
    title: 'scopes that are not held together',
    api: ['POST', '/v1/api-keys', key({ scopes: ['sms:send', 'page:see'] }), 409],
    cli: [newKey('--scope', 'page:see'), 'conflict'],
    sql: [`SELECT scopegate.grant_scope('k', 'page:see')`, CHECK],
  },
  {
    use: 'keys.change',
    title: 'a grant that is not held beside what the key holds',
    api: ['PATCH', '/v1/api-keys/k', { scopes: ['sms:send', 'page:see'] }, 409],
    cli: [['key', 'grant', 'k', 'page:see'], 'conflict'],
    sql: [`SELECT scopegate.grant_role('k', 'pages')`, CHECK],
  },
  {
    use: 'keys.change',
    title: 'an end of a revocation',
    api: ['POST', '/v1/api-keys/gone/enable', undefined, 409],
    cli: [['key', 'enable', 'gone'], 'conflict'],
    sql: [`SELECT scopegate.enable_credential('gone')`, CHECK],
  },
  {
    use: 'keys.change',
    title: 'a later end of a rotated key',
    api: ['PATCH', '/v1/api-keys/old', { expiresAt: '2099-01-01T00:00:00Z' }, 409],
    cli: NO_COMMAND,
    sql: [`UPDATE scopegate.credential SET expires_at = NULL WHERE public_id = 'old'`, CHECK],
  },
  {
    use: 'keys.change',
    title: 'the end of the last administrator',
    api: ['POST', '/v1/api-keys/$admin/disable', undefined, 409],
    cli: [['key', 'revoke', '$admin'], 'conflict'],
    sql: [`SELECT scopegate.disable_credential('$admin')`, CHECK],
  },
  {
    use: 'keys.rotate',
    title: 'a revoked key',
    api: ['POST', '/v1/api-keys/gone/rotate', { overlapSeconds: 0 }, 409],
    cli: [['key', 'rotate', 'gone'], 'conflict'],
    sql: NO_SECRETS,
  },
  {
    use: 'users.create',
    title: 'a name that Basic cannot say',
    api: ['POST', '/v1/users', user({ login: 'a:b' }), 400],
    cli: [['user', 'create', 'a:b'], 'invalid_argument'],
    sql: [insert('', '', 'user').replace('by-sql', 'a:b'), CHECK],
  },
  {
    use: 'users.create',
    title: 'scopes that are not held together, by a role',
    api: ['POST', '/v1/users', user({ scopes: ['sms:send'], roles: ['pages'] }), 409],
    cli: [['user', 'create', 'new', '--scope', 'sms:send', '--role', 'pages'], 'conflict'],
    sql: [`SELECT scopegate.grant_role('ada', 'pages')`, CHECK],
  },
  {
    use: 'users.change',
    title: 'an unknown role',
    api: ['PATCH', '/v1/users/ada', { roles: ['no-such'] }, 409],
    cli: [['user', 'grant', 'ada', '--role', 'no-such'], 'conflict'],
    sql: [`SELECT scopegate.grant_role('ada', 'no-such')`, UNKNOWN],
  },
  {
    use: 'users.setPassword',
    title: 'a short password',
    api: ['POST', '/v1/users/ada/password', { password: 'short' }, 400],
    cli: NO_COMMAND,
    sql: [`UPDATE scopegate.user_password SET hash = 'short'`, CHECK],
  },
  {
    use: 'users.remove',
    title: 'a user that is none',
    api: ['DELETE', '/v1/users/nobody', undefined, 404],
    cli: [['user', 'remove', 'nobody'], 'not_found'],
    sql: [`SELECT scopegate.revoke_credential('nobody')`, 'P0002'],
  },
  {
    use: 'sessions.begin',
    title: 'a lifetime of months',
    api: ['POST', '/v1/users/ada/sessions', { idleSeconds: 60, lifetimeSeconds: 9_000_000 }, 400],
    cli: [['session', 'create', 'ada', '--lifetime', '90d'], 'invalid_argument'],
    sql: [insert(', expires_at', `, now() + interval '90 days'`, 'session'), CHECK],
  },
  {
    use: 'sessions.end',
    title: 'a session that is none',
    api: ['DELETE', '/v1/sessions/nothing', undefined, 404],
    cli: [['session', 'end', 'nothing'], 'not_found'],
    sql: [`SELECT scopegate.revoke_credential('nothing')`, 'P0002'],
  },
  {
    use: 'roles.define',
    title: 'scopes that are not held together',
    api: ['PUT', '/v1/roles/mixed', { scopes: ['sms:send', 'page:see'] }, 409],
    cli: NO_COMMAND,
    sql: [`SELECT scopegate.define_role('mixed', '', 'sms:send', 'page:see')`, CHECK],
  },
  {
    use: 'roles.remove',
    title: 'a role that is held',
    api: ['DELETE', '/v1/roles/held', undefined, 409],
    cli: NO_COMMAND,
    sql: [`DELETE FROM scopegate.role WHERE name = 'held'`, UNKNOWN],
  },
  {
    use: 'issuers.create',
    title: 'an issuer without TLS',
    api: ['POST', '/v1/oauth-issuers', { ...newIssuer('plain'), issuer: 'http://plain.example.com' }, 400],
    cli: NO_COMMAND,
    sql: [`SELECT scopegate.define_issuer('plain', 'http://plain.example.com', 'api', 'https://a.example.com')`, CHECK],
  },
  {
    use: 'issuers.edit',
    title: 'a scope of an issuer that counts as scopes which are not held together',
    api: [
      'PATCH',
      '/v1/oauth-issuers/idp',
      {
        scopeMap: [
          { theirs: 'x', ours: 'sms:send' },
          { theirs: 'x', ours: 'page:see' },
        ],
      },
      409,
    ],
    cli: NO_COMMAND,
    sql: [
      `SELECT scopegate.map_issuer_scope('idp', 'x', 'sms:send'), scopegate.map_issuer_scope('idp', 'x', 'page:see')`,
      CHECK,
    ],
  },
  {
    use: 'issuers.remove',
    title: 'an issuer with clients',
    api: ['DELETE', '/v1/oauth-issuers/idp', undefined, 409],
    cli: NO_COMMAND,
    sql: [`DELETE FROM scopegate.oauth_issuer WHERE name = 'idp'`, UNKNOWN],
  },
  {
    use: 'clients.create',
    title: 'a client that there is',
    api: ['POST', '/v1/oauth-clients', { issuer: 'idp', clientId: 'c' }, 409],
    cli: NO_COMMAND,
    sql: [`SELECT scopegate.define_oauth_client('by-sql', 'idp', 'c', 'acme')`, '23505'],
  },
  {
    use: 'clients.edit',
    title: 'scopes that are not held together',
    api: ['PATCH', '/v1/oauth-clients/c', { scopes: ['sms:send', 'page:see'] }, 409],
    cli: NO_COMMAND,
    sql: [`SELECT scopegate.grant_scope('c', 'page:see')`, CHECK],
  },
  {
    use: 'clients.remove',
    title: 'a client that is none',
    api: ['DELETE', '/v1/oauth-clients/nothing', undefined, 404],
    cli: NO_COMMAND,
    sql: [`SELECT scopegate.revoke_credential('nothing')`, 'P0002'],
  },
];

/** What the rules are tried on. */
export const ADMINISTRATION_WORLD = `
  SELECT scopegate.define_category('Pages', 9, true);
  SELECT scopegate.define_scope('page:see', 'Pages', 'Seen by everybody.');
  SELECT scopegate.define_role('pages', '', 'page:see'), scopegate.define_role('held', '', 'sms:send');
  INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at)
    SELECT v.id, v.kind, scopegate.define_account('acme'), v.id, v.expires FROM (VALUES
      ('k', 'api_key', NULL), ('gone', 'api_key', NULL), ('old', 'api_key', now() + interval '1 hour'),
      ('ada', 'user', NULL)) v (id, kind, expires);
  INSERT INTO scopegate.api_key (credential, digest, ends_by)
    SELECT c.id, sha256(c.public_id::bytea), c.expires_at FROM scopegate.credential c WHERE c.public_id IN ('k', 'gone', 'old');
  INSERT INTO scopegate.user_password (credential, hash) SELECT scopegate.credential_id('ada'), '$argon2id$x';
  SELECT scopegate.grant_scope(id, 'sms:send') FROM unnest('{k,gone,old}'::text[]) id;
  SELECT scopegate.grant_role('ada', 'held'), scopegate.revoke_credential('gone');
  SELECT scopegate.define_issuer('idp', 'https://idp.example.com', 'api', 'https://idp.example.com/jwks'),
    scopegate.define_oauth_client('c', 'idp', 'c', 'acme', 'sms:send');`;
