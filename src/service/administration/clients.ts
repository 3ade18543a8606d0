import type { Clock } from '../../base/clock.js';
import type { ClientStore, ManagedClient, NewClient } from '../../store/ports/managed-clients.js';
import type { Made, Written } from '../../store/ports/managed-keys.js';
import { mintPublicId } from '../identity/api-key-format.js';
import type { Actor } from './actor.js';
import { planChange, validateChange } from './change-key.js';
import type { ChangeRequest } from './change-key.js';
import { checkClientId } from './issuer-input.js';
import { refuseCarried } from './issuers.js';
import { requireHeld, requireMayChange, requireMayEdit, requireMayHandOut } from './hand-out.js';
import { checkAddresses, checkGrants, checkName, rejectFaults } from './input.js';
import { keyEtag, requireTag } from './entity-tag.js';
import { idempotencyOf } from './idempotency.js';

export interface ClientRequest extends Omit<NewClient, 'publicId' | 'account'> {
  /** Null: the account of the actor. */
  readonly account: string | null;
}

export interface EditClientRequest {
  readonly publicId: string;
  readonly change: Omit<ChangeRequest, 'revoke'>;
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
  create(actor: Actor, request: ClientRequest, idempotencyKey: string | null): Promise<Made<ManagedClient>>;
  edit(actor: Actor, request: EditClientRequest): Promise<Written<ManagedClient>>;
  remove(actor: Actor, publicId: string, ifMatch: string | null): Promise<Written<null>>;
}

export interface ManageClientsDeps {
  readonly store: ClientStore;
  readonly clock: Clock;
}

/** Clients of OAuth issuers over the Management API; see `ManageClients` for what each method rejects with. */
export function makeManageClients({ store, clock }: ManageClientsDeps): ManageClients {
  return {
    async create(actor, request, idempotencyKey) {
      const account = request.account ?? actor.account;
      rejectFaults([
        checkName('name', request.name),
        checkName('account', account),
        checkName('issuer', request.issuer),
        checkClientId(request.clientId),
        checkAddresses(request.allowedAddresses),
        ...checkGrants(request),
      ]);
      return store.createClient({
        client: { ...request, account, publicId: mintPublicId() },
        actor: actor.record,
        once: idempotencyOf(actor, idempotencyKey, ['create client', request]),
        judge: (made, issuer, others) => {
          requireMayHandOut(actor, made);
          if (others !== null) requireMayChange(actor, others);
          refuseCarried(actor, issuer);
        },
      });
    },
    async edit(actor, { publicId, change, ifMatch }) {
      validateChange(change);
      return store.changeClient(publicId, actor.record, {
        plan(before) {
          requireMayChange(actor, before);
          requireTag(keyEtag(before), ifMatch);
          return planChange(before, change, clock());
        },
        judge: (before, after, issuer) => {
          requireMayEdit(actor, before, after);
          requireHeld(actor, after.heldScopes);
          refuseCarried(actor, issuer);
        },
      });
    },
    remove: (actor, publicId, ifMatch) =>
      store.removeClient(publicId, actor.record, (before, issuer, others) => {
        requireTag(keyEtag(before), ifMatch);
        requireMayChange(actor, before);
        // Its tokens are those of all others again.
        if (others !== null) requireMayHandOut(actor, others);
        refuseCarried(actor, issuer);
      }),
  };
}
