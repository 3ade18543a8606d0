import { ScopegateError, isScopegateError } from '../../base/errors.js';
import type { IssuerSettings, IssuerStore, ManagedIssuer } from '../../store/ports/managed-issuers.js';
import type { Made, Written } from '../../store/ports/managed-keys.js';
import type { Actor } from './actor.js';
import type { ReadOauthSecret } from '../identity/oauth/introspect.js';
import type { Outbound } from '../identity/oauth/outbound.js';
import { requireHeld, requireMayChange, requireUnlimited } from './hand-out.js';
import { checkName, rejectFaults } from './input.js';
import { checkIssuer } from './issuer-input.js';
import { entityTag, requireTag } from './entity-tag.js';
import { idempotencyOf } from './idempotency.js';

export interface EditIssuerRequest {
  readonly name: string;
  readonly change: Partial<IssuerSettings>;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

/**
 * OAuth issuers. Whoever says where the keys of an issuer are can make its tokens, at any time and from anywhere: so they
 * must hold all that the tokens open, and have no limits of their own.
 * Rejects with `not_found`, `invalid_argument`, `permission_denied`, `precondition_failed`, `conflict` (a taken name, an
 * unknown scope, an address that no issuer may have, or clients that are left) and `idempotency_reused`.
 */
export interface ManageIssuers {
  create(
    actor: Actor,
    request: { readonly name: string; readonly settings: IssuerSettings },
    idempotencyKey: string | null,
  ): Promise<Made<ManagedIssuer>>;
  edit(actor: Actor, request: EditIssuerRequest): Promise<Written<ManagedIssuer>>;
  remove(actor: Actor, name: string, ifMatch: string | null): Promise<Written<null>>;
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
    async create(actor, { name, settings }, idempotencyKey) {
      rejectFaults([checkName('name', name), ...checkIssuer(settings)]);
      requireUnlimited(actor);
      refuseCarried(actor, settings);
      await refusePlaces(settings);
      const once = idempotencyOf(actor, idempotencyKey, ['create issuer', name, settings]);
      return store.createIssuer({ name, settings, actor: actor.record, once });
    },
    async edit(actor, { name, change, ifMatch }) {
      rejectFaults(checkIssuer(change));
      await refusePlaces(change);
      return store.changeIssuer(name, actor.record, (before) => {
        requireTag(issuerEtag(before), ifMatch);
        // Also who takes something away ends what others hold.
        refuseCarried(actor, before);
        refuseCarried(actor, { ...before, ...change });
        requireHeld(actor, before.heldScopes);
        for (const account of before.clientAccounts) requireMayChange(actor, { account, heldScopes: [] });
        if (!isNarrowing(before, change)) requireUnlimited(actor);
        return change;
      });
    },
    remove: (actor, name, ifMatch) =>
      store.removeIssuer(name, actor.record, (before) => {
        requireTag(issuerEtag(before), ifMatch);
        refuseCarried(actor, before);
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
 * Refuses where the tokens of the issuer open what they say themselves, and that is more than the actor holds.
 *
 * @throws ScopegateError `permission_denied`
 */
export function refuseCarried(actor: Actor, issuer: Pick<IssuerSettings, 'scopesFrom' | 'scopeMap'>): void {
  if (issuer.scopesFrom !== 'token') return;
  const { scopeMap } = issuer;
  if (scopeMap.length > 0) requireHeld(actor, [...new Set(scopeMap.map(({ ours }) => ours))]);
  else if (!actor.mayGrantAny) {
    throw new ScopegateError('permission_denied', 'the tokens of this issuer could carry scopes that you do not hold', {
      hint: 'Take scopesFrom "both" or "grants", or list in scopeMap what its scopes count as.',
    });
  }
}

/** By field, whether a change of it can only take something away; a field that is not here may give something. */
const NARROWS: Readonly<
  Partial<Record<keyof IssuerSettings, (before: IssuerSettings, after: IssuerSettings) => boolean>>
> = {
  enabled: (_before, after) => !after.enabled,
  algorithms: (before, after) => after.algorithms.every((each) => before.algorithms.includes(each)),
  scopesFrom: (_before, after) => after.scopesFrom === 'both',
};

function isNarrowing(before: ManagedIssuer, change: Partial<IssuerSettings>): boolean {
  const after = { ...before, ...change };
  return (Object.keys(change) as (keyof IssuerSettings)[]).every((field) => NARROWS[field]?.(before, after) === true);
}
