import type { CredentialRow } from '../../ports/credentials.js';
import type { CredentialOfMoment } from '../../ports/history.js';
import { groupBy } from './assemble-policy.js';
import type { CredentialJson, CredentialRows } from './rows.js';

/** Credentials as decisions see them, from plain rows; a session with what it has of its user. */
export function assembleCredentials(rows: CredentialRows, publicIds: ReadonlySet<string>): CredentialOfMoment[] {
  const find = makeFinder(rows);
  return rows.credential
    .filter(({ public_id: publicId }) => publicIds.has(publicId))
    .flatMap((own) => {
      const session = find.session(own.id);
      const user = session === undefined ? null : (find.credential(session.of_user) ?? null);
      // A session whose user is gone is gone with it.
      if (own.kind === 'session' && user === null) return [];
      return [{ row: toRow(own, user, find), issuer: find.issuer(own.id) }];
    });
}

type Finder = ReturnType<typeof makeFinder>;

function makeFinder(rows: CredentialRows) {
  const credentials = new Map(rows.credential.map((row) => [row.id, row]));
  const accounts = new Map(rows.account.map(({ id, name }) => [id, name]));
  const sessions = new Map(rows.session.map((row) => [row.credential, row]));
  const clients = new Map(rows.oauth_client.map((row) => [row.credential, row.issuer]));
  const issuers = new Map(rows.oauth_issuer.map((row) => [row.id, row]));
  const scopes = groupBy(rows.credential_scope, ({ credential }) => credential);
  const roles = groupBy(rows.credential_role, ({ credential }) => credential);
  const scopesOfRole = groupBy(rows.role_scope, ({ role }) => role);
  return {
    credential: (id: number) => credentials.get(id),
    session: (id: number) => sessions.get(id),
    account: (id: number) => accounts.get(id) ?? '',
    issuer(id: number): CredentialOfMoment['issuer'] {
      const issuer = issuers.get(clients.get(id) ?? -1);
      return issuer === undefined ? null : { enabled: issuer.enabled, scopesFrom: issuer.scopes_from };
    },
    scopes(id: number): string[] {
      const direct = (scopes.get(id) ?? []).map(({ scope }) => scope);
      const through = (roles.get(id) ?? []).flatMap(({ role }) => scopesOfRole.get(role) ?? []);
      return [...new Set([...direct, ...through.map(({ scope }) => scope)])].sort();
    },
  };
}

function toRow(own: CredentialJson, user: CredentialJson | null, find: Finder): CredentialRow {
  const holder = user ?? own;
  const both = user === null ? [own] : [own, user];
  return {
    id: own.id,
    publicId: own.public_id,
    kind: own.kind,
    name: user === null ? own.name : user.public_id,
    account: find.account(holder.account),
    enabled: both.every(({ enabled }) => enabled),
    revokedAtMs: least(both.map((row) => floorMs(row.revoked_at))),
    createdAtMs: floorMs(own.created_at) ?? 0,
    notBeforeMs: greatest(both.map((row) => ceilMs(row.not_before))),
    expiresAtMs: least(both.map((row) => floorMs(row.expires_at))),
    allowedAddresses: holder.allowed_addresses,
    scopes: find.scopes(holder.id),
  };
}

/** The database has microseconds, and `Date` cuts them off. */
function floorMs(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

/** Rounded so that nothing is valid earlier than its row says. */
function ceilMs(time: string | null): number | null {
  if (time === null) return null;
  const hasMore = /\.\d{3}0*[1-9]/.test(time);
  return Date.parse(time) + (hasMore ? 1 : 0);
}

function least(times: readonly (number | null)[]): number | null {
  const given = times.filter((time) => time !== null);
  return given.length === 0 ? null : Math.min(...given);
}

function greatest(times: readonly (number | null)[]): number | null {
  const given = times.filter((time) => time !== null);
  return given.length === 0 ? null : Math.max(...given);
}
