import { parseConfig } from '../../src/config.js';
import { openAdministration } from '../../src/app/management.js';
import { systemActor } from '../../src/service/administration/actor.js';
import { makePepper } from '../../src/service/identity/pepper.js';
import type { ManagedKey } from '../../src/store/ports/managed-keys.js';
import type { ManagedUser } from '../../src/store/ports/managed-users.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { PASSWORD } from './maker.js';
import { PEPPER } from './replica.js';

export interface WantedKey {
  readonly name?: string;
  readonly account?: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly allowedAddresses?: readonly string[];
  readonly notBeforeMs?: number;
  /** One in the past is set in the database: no use case makes such a key. */
  readonly expiresAtMs?: number;
}

export interface MadeKey {
  readonly key: ManagedKey;
  readonly publicId: string;
  /** The whole key. */
  readonly secret: string;
  readonly revision: number;
}

const DAY_MS = 86_400_000;
const toText = (timeMs: number | undefined): string | null =>
  timeMs === undefined ? null : new Date(timeMs).toISOString();

/** The use cases that write, as the service itself calls them, and short ways to what most tests need. */
export function administrate(pool: Pool, pepperKey: Buffer = PEPPER) {
  const config = { ...parseConfig({}), keyPrefix: 'sgk', maxKeyOverlapMs: DAY_MS };
  const administration = openAdministration({ pool, pepper: makePepper(pepperKey), config });
  const actor = systemActor('Test');
  return {
    ...administration,
    /** The use cases by what they write. */
    rooms: administration,
    actor,
    async key(wanted: WantedKey = {}): Promise<MadeKey> {
      const { name = 'a key', account = 'acme', scopes = [], roles = [], allowedAddresses = [] } = wanted;
      const isPast = (wanted.expiresAtMs ?? Infinity) <= Date.now();
      const times = {
        notBefore: toText(wanted.notBeforeMs),
        expiresAt: isPast ? null : toText(wanted.expiresAtMs),
      };
      const made = await administration.keys.create(actor, {
        name,
        account,
        scopes,
        roles,
        allowedAddresses,
        ...times,
      });
      const { publicId } = made.value;
      if (isPast) {
        await pool.query(
          `UPDATE scopegate.credential SET expires_at = to_timestamp($2::float8 / 1000) WHERE public_id = $1::text`,
          [publicId, wanted.expiresAtMs],
        );
      }
      return { key: made.value, publicId, secret: made.secret ?? '', revision: made.revision };
    },
    /** With `PASSWORD`, unless another one is given. */
    async user(login: string, wanted: WantedKey & { readonly password?: string } = {}): Promise<ManagedUser> {
      const { name = login, account = 'acme', scopes = [], roles = [], allowedAddresses = [] } = wanted;
      const { password = PASSWORD } = wanted;
      const request = { login, password, name, account, scopes, roles, allowedAddresses };
      return (await administration.users.create(actor, request)).value;
    },
    async session(login: string, idleMs = 60_000, lifetimeMs = 3_600_000) {
      const { secret, value } = await administration.sessions.begin(actor, { login, idleMs, lifetimeMs });
      return { token: secret, ...value };
    },
    change: (publicId: string, change: Parameters<typeof administration.keys.change>[1]['change']) =>
      administration.keys.change(actor, { publicId, change, ifMatch: null }),
  };
}
