import { ScopegateError, isScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { IssuerSettings, IssuerStore, ManagedIssuer } from '../../store/ports/managed-issuers.js';
import type { Made } from '../../store/ports/managed-keys.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import type { ReadOauthSecret } from '../credentials/oauth/introspect.js';
import type { Outbound } from '../credentials/oauth/outbound.js';
import { refuseBadName } from './key-input.js';
import { entityTag, refuseOtherTag } from './key-version.js';
import { onceOnly } from './once.js';

export interface EditIssuerRequest {
  readonly name: string;
  readonly change: Partial<IssuerSettings>;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

/**
 * OAuth issuers. Whoever says where the keys of an issuer are can make its tokens: so he must hold all that they open.
 * Rejects with `not_found`, `invalid_argument`, `permission_denied`, `precondition_failed`, `conflict` (a taken name, an
 * unknown scope, an address that no issuer may have, or clients that are left) and `idempotency_reused`.
 */
export interface ManageIssuers {
  create(
    caller: Caller,
    request: { readonly name: string; readonly settings: IssuerSettings },
    idempotencyKey: string | null,
  ): Promise<Made<ManagedIssuer>>;
  edit(caller: Caller, request: EditIssuerRequest): Promise<Written<ManagedIssuer>>;
  remove(caller: Caller, name: string, ifMatch: string | null): Promise<Written<null>>;
}

/** Of what an edit can change. */
export function issuerEtag(issuer: ManagedIssuer): string {
  const { name, audience, algorithms, jwksUri, introspection, clientClaim, scopesFrom, enabled, scopeMap } = issuer;
  const address = [issuer.issuer, audience, algorithms, jwksUri, introspection];
  return entityTag([name, address, clientClaim, scopesFrom, enabled, issuer.maxTokenLifetimeSeconds, scopeMap]);
}

export interface ManageIssuersDeps {
  readonly store: IssuerStore;
  readonly outbound: Pick<Outbound, 'refuseUrl'>;
  readonly readSecret: ReadOauthSecret;
}

/** OAuth issuers over the Management API; see `ManageIssuers` for what each method rejects with. */
export function makeManageIssuers({ store, outbound, readSecret }: ManageIssuersDeps): ManageIssuers {
  /** Where this server would connect to, and what it would send there. */
  async function refusePlaces({ jwksUri, introspection }: Partial<IssuerSettings>): Promise<void> {
    if (jwksUri !== undefined && jwksUri !== null) outbound.refuseUrl(jwksUri);
    if (introspection === undefined || introspection === null) return;
    const { uri, secretName } = introspection;
    outbound.refuseUrl(uri);
    if ((await readSecret(secretName, uri).catch(asBadRow)) !== null) return;
    // Alike for a name that there is and for one that there is not.
    throw new ScopegateError('invalid_argument', `there is no secret "${secretName}" that may be sent to "${uri}"`, {
      hint: 'Add it, with this URI, to the file that SCOPEGATE_OAUTH_SECRETS_FILE of the server names.',
    });
  }

  return {
    async create(caller, { name, settings }, idempotencyKey) {
      refuseBadName(name);
      refuseCarried(caller, settings);
      await refusePlaces(settings);
      const once = onceOnly(caller, idempotencyKey, ['create issuer', name, settings]);
      return store.createIssuer({ name, settings, actor: actorOf(caller), once });
    },
    async edit(caller, { name, change, ifMatch }) {
      await refusePlaces(change);
      return store.changeIssuer(name, actorOf(caller), (before) => {
        refuseOtherTag(issuerEtag(before), ifMatch);
        // Also who takes something away ends what others hold.
        refuseCarried(caller, before);
        refuseCarried(caller, { ...before, ...change });
        refuseUngrantable(caller, before.heldScopes);
        return change;
      });
    },
    remove: (caller, name, ifMatch) =>
      store.removeIssuer(name, actorOf(caller), (before) => {
        refuseOtherTag(issuerEtag(before), ifMatch);
        refuseCarried(caller, before);
      }),
  };
}

/** What is wrong with the file of secrets is for the writer of the row to hear, who cannot go on without it. */
function asBadRow(error: unknown): never {
  if (!isScopegateError(error)) throw error;
  const { message, hint } = error;
  throw new ScopegateError('invalid_argument', message, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

/**
 * Refuses where the tokens of the issuer open what they say themselves, and that is more than the caller holds.
 *
 * @throws ScopegateError `permission_denied`
 */
export function refuseCarried(caller: Caller, issuer: Pick<IssuerSettings, 'scopesFrom' | 'scopeMap'>): void {
  if (issuer.scopesFrom !== 'token') return;
  const { scopeMap } = issuer;
  if (scopeMap.length > 0) refuseUngrantable(caller, [...new Set(scopeMap.map(({ ours }) => ours))]);
  else if (!caller.mayGrantAny) {
    throw new ScopegateError('permission_denied', 'the tokens of this issuer could carry scopes that you do not hold', {
      hint: 'Take scopesFrom "both" or "grants", or list in scopeMap what its scopes count as.',
    });
  }
}
