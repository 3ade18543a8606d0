import type { OAuthIssuer } from '../../api/api.js';

/** What the form holds. */
export interface IssuerDraft {
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: OAuthIssuer['algorithms'];
  readonly scopesFrom: OAuthIssuer['scopesFrom'];
  readonly clientClaim: OAuthIssuer['clientClaim'];
  /** In hours, as it was typed. */
  readonly lifetimeHours: number | string;
  readonly introspection: OAuthIssuer['introspection'];
  readonly scopeMap: OAuthIssuer['scopeMap'];
}

export const ALGORITHMS: OAuthIssuer['algorithms'] = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const),
];
export const CLAIMS: OAuthIssuer['clientClaim'][] = ['client_id', 'azp', 'cid', 'appid', 'sub'];

const SECONDS_PER_HOUR = 3600;

export const EMPTY_INTROSPECTION = { uri: '', client: '', secretName: '', prefix: '' };

export const EMPTY_DRAFT: IssuerDraft = {
  name: '',
  issuer: '',
  audience: '',
  jwksUri: '',
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  scopesFrom: 'both',
  clientClaim: 'client_id',
  lifetimeHours: 24,
  introspection: null,
  scopeMap: [],
};

export function draftOf(issuer: OAuthIssuer): IssuerDraft {
  return {
    ...issuer,
    jwksUri: issuer.jwksUri ?? '',
    lifetimeHours: issuer.maxTokenLifetimeSeconds / SECONDS_PER_HOUR,
  };
}

/** What is missing, by field; the API has the last word. */
export function draftFaults(draft: IssuerDraft): Partial<Record<keyof IssuerDraft, string>> {
  const { introspection } = draft;
  const isProved = draft.jwksUri.trim() !== '' || introspection !== null;
  const isAsked =
    introspection === null || [introspection.uri, introspection.client, introspection.secretName].every(Boolean);
  return {
    ...(draft.name.trim() === '' ? { name: 'Give the issuer a name.' } : {}),
    ...(draft.issuer.trim() === '' ? { issuer: 'Say what the “iss” of its tokens is.' } : {}),
    ...(draft.audience.trim() === '' ? { audience: 'Say what the “aud” of its tokens must name.' } : {}),
    ...(isProved ? {} : { jwksUri: 'Say where its keys are, or ask it about opaque tokens.' }),
    ...(isAsked ? {} : { introspection: 'It needs an address, a client and the name of its secret.' }),
    ...(secondsOf(draft) >= 60 && secondsOf(draft) <= 31_536_000
      ? {}
      : { lifetimeHours: 'From one minute (0.0167) to one year (8760).' }),
    ...(draft.algorithms.length === 0 ? { algorithms: 'Choose at least one.' } : {}),
    ...(draft.scopeMap.every(({ theirs, ours }) => theirs !== '' && ours !== '')
      ? {}
      : { scopeMap: 'Every line needs both scopes.' }),
  };
}

/** As the API takes it, without the name, which cannot be changed. */
export function draftBody(draft: IssuerDraft) {
  const { algorithms, scopesFrom, clientClaim, introspection, scopeMap } = draft;
  const jwksUri = draft.jwksUri.trim() === '' ? null : draft.jwksUri.trim();
  const address = { issuer: draft.issuer.trim(), audience: draft.audience.trim(), jwksUri, introspection };
  return { ...address, algorithms, scopesFrom, clientClaim, scopeMap, maxTokenLifetimeSeconds: secondsOf(draft) };
}

/** NaN for what is no number. */
function secondsOf({ lifetimeHours }: IssuerDraft): number {
  return lifetimeHours === '' ? NaN : Math.round(Number(lifetimeHours) * SECONDS_PER_HOUR);
}
