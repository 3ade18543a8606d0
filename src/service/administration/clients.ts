import type { Clock } from '../../base/clock.js';
import type { Written } from '../../store/ports/keys.js';
import type { ClientStore, ManagedClient, NewClient } from '../../store/ports/managed-clients.js';
import type { KeyChange, Made } from '../../store/ports/managed-keys.js';
import { mintPublicId } from '../credentials/api-key-format.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import { refuseBadChange } from './change-key.js';
import { refuseCarried } from './issuers.js';
import { refuseBadAddresses, refuseBadName } from './key-input.js';
import { keyEtag, refuseOtherTag } from './key-version.js';
import { onceOnly } from './once.js';

export interface ClientRequest extends Omit<NewClient, 'publicId' | 'account'> {
  /** Null: the account of the caller. */
  readonly account: string | null;
}

export interface EditClientRequest {
  readonly publicId: string;
  readonly change: Omit<KeyChange, 'revoke'>;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

/**
 * Clients of OAuth issuers. Whoever makes, changes or removes one must hold what it can use, before and after. The row of all
 * other clients counts too: a row of its own hides it from a client, and without one it stands for the client again. Rejects with
 * `not_found`, `invalid_argument`, `permission_denied`, `precondition_failed`, `conflict` (a client that there is, an unknown
 * scope or role) and `idempotency_reused`.
 */
export interface ManageClients {
  create(caller: Caller, request: ClientRequest, idempotencyKey: string | null): Promise<Made<ManagedClient>>;
  edit(caller: Caller, request: EditClientRequest): Promise<Written<ManagedClient>>;
  remove(caller: Caller, publicId: string, ifMatch: string | null): Promise<Written<null>>;
}

export interface ManageClientsDeps {
  readonly store: ClientStore;
  readonly clock: Clock;
}

/** Clients of OAuth issuers over the Management API; see `ManageClients` for what each method rejects with. */
export function makeManageClients({ store, clock }: ManageClientsDeps): ManageClients {
  return {
    async create(caller, request, idempotencyKey) {
      const account = request.account ?? caller.credential.account;
      for (const name of [request.name, account]) refuseBadName(name);
      refuseBadAddresses(request.allowedAddresses);
      return store.createClient({
        client: { ...request, account, publicId: mintPublicId() },
        actor: actorOf(caller),
        once: onceOnly(caller, idempotencyKey, ['create client', request]),
        judge: (made, issuer, others) => {
          refuseUngrantable(caller, [...made.heldScopes, ...(others?.heldScopes ?? [])]);
          refuseCarried(caller, issuer);
        },
      });
    },
    edit: (caller, { publicId, change, ifMatch }) =>
      store.changeClient(publicId, actorOf(caller), {
        plan(before) {
          refuseOtherTag(keyEtag(before), ifMatch);
          refuseBadChange(before, change, clock());
          return change;
        },
        judge: (before, after, issuer) => {
          refuseUngrantable(caller, [...new Set([...before.heldScopes, ...after.heldScopes])]);
          refuseCarried(caller, issuer);
        },
      }),
    remove: (caller, publicId, ifMatch) =>
      store.removeClient(publicId, actorOf(caller), (before, issuer, others) => {
        refuseOtherTag(keyEtag(before), ifMatch);
        refuseUngrantable(caller, [...before.heldScopes, ...(others?.heldScopes ?? [])]);
        refuseCarried(caller, issuer);
      }),
  };
}
