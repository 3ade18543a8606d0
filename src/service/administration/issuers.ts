import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { IssuerSettings, IssuerStore, ManagedIssuer } from '../../store/ports/managed-issuers.js';
import type { Made } from '../../store/ports/managed-keys.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
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
  return entityTag([name, address, clientClaim, scopesFrom, enabled, scopeMap]);
}

/** OAuth issuers over the Management API; see `ManageIssuers` for what each method rejects with. */
export function makeManageIssuers(store: IssuerStore): ManageIssuers {
  return {
    async create(caller, { name, settings }, idempotencyKey) {
      refuseBadName(name);
      refuseCarried(caller, settings);
      const once = onceOnly(caller, idempotencyKey, ['create issuer', name, settings]);
      return store.createIssuer({ name, settings, actor: actorOf(caller), once });
    },
    edit: (caller, { name, change, ifMatch }) =>
      store.changeIssuer(name, actorOf(caller), (before) => {
        refuseOtherTag(issuerEtag(before), ifMatch);
        if (!isNarrowing(before, change)) {
          refuseCarried(caller, { ...before, ...change });
          refuseUngrantable(caller, before.heldScopes);
        }
        return change;
      }),
    remove: (caller, name, ifMatch) =>
      store.removeIssuer(name, actorOf(caller), (before) => {
        refuseOtherTag(issuerEtag(before), ifMatch);
      }),
  };
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

/** By field, whether a change of it can only take something away; a field that is not here may give something. */
const NARROWS: Readonly<
  Partial<Record<keyof IssuerSettings, (before: IssuerSettings, after: IssuerSettings) => boolean>>
> = {
  enabled: (_before, after) => !after.enabled,
  algorithms: (before, after) => after.algorithms.every((each) => before.algorithms.includes(each)),
  scopesFrom: (_before, after) => after.scopesFrom === 'both',
  scopeMap: (before, after) =>
    after.scopeMap.length > 0 &&
    after.scopeMap.every(({ theirs, ours }) =>
      before.scopeMap.some((each) => each.theirs === theirs && each.ours === ours),
    ),
};

function isNarrowing(before: ManagedIssuer, change: Partial<IssuerSettings>): boolean {
  const after = { ...before, ...change };
  return (Object.keys(change) as (keyof IssuerSettings)[]).every((field) => NARROWS[field]?.(before, after) === true);
}
