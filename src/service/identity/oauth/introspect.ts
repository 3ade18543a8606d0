import { ScopegateError } from '../../../base/errors.js';
import type { Clock } from '../../../base/clock.js';
import type { IntrospectionRow, IssuerRow } from '../../../store/ports/issuers.js';
import type { MissBudget } from '../miss-budget.js';
import { UNKNOWN } from '../schemes.js';
import type { CredentialFault } from '../schemes.js';
import { validateIntrospection, namesAudience } from './validate-claims.js';
import type { VouchedToken } from './validate-claims.js';
import type { JsonObject } from '../../../base/strict-json.js';

/**
 * The secret of that name, where it may be sent to that URI; null for none such. Whoever writes the row of an issuer names both,
 * and must not have the secret of another one sent to themselves.
 */
export type ReadOauthSecret = (name: string, uri: string) => Promise<string | null>;

export interface IntrospectorDeps {
  /** Asks with a form and an `Authorization` header; rejects with `unavailable`. */
  readonly post: (uri: string, form: string, authorization: string) => Promise<JsonObject>;
  readonly readSecret: ReadOauthSecret;
  /** Tokens that turn out to be none: guesses must not become the load of the issuer. */
  readonly misses: MissBudget;
  readonly clock: Clock;
}

/** Whether the issuer vouches for an opaque token; rejects with `unavailable` when it does not say. */
export type Introspect = (
  token: string,
  issuer: IssuerRow,
  at: IntrospectionRow,
) => Promise<VouchedToken | CredentialFault>;

/** Token introspection (RFC 7662, section 2) with the client's own name and secret (RFC 6749, section 2.3.1). */
export function makeIntrospect({ post, readSecret, misses, clock }: IntrospectorDeps): Introspect {
  return async (token, issuer, at) => {
    if (misses.waitMs() > 0) throw new ScopegateError('resource_exhausted', 'too many unknown tokens at the moment');
    const secret = await readSecret(at.secretName, at.uri);
    if (secret === null) {
      throw new ScopegateError(
        'unavailable',
        `there is no secret "${at.secretName}" that may be sent to the OAuth issuer "${issuer.name}"`,
        {
          hint: 'Add it, with the introspection URI, to the file that SCOPEGATE_OAUTH_SECRETS_FILE names.',
        },
      );
    }
    const form = new URLSearchParams({ token, token_type_hint: 'access_token' }).toString();
    const answer = await post(at.uri, form, basic(at.client, secret));
    if (answer['active'] !== true) {
      misses.charge(1);
      return UNKNOWN;
    }
    const judged = judgeActive(answer, issuer, clock());
    return typeof judged === 'string' ? { fault: 'unknown_credential', detail: judged } : judged;
  };
}

/** Stricter than RFC 7662, section 2.2, which leaves out what it likes: audience, expiry and client must be said. */
function judgeActive(answer: JsonObject, issuer: IssuerRow, nowMs: number): ReturnType<typeof validateIntrospection> {
  const { iss, aud, token_type: tokenType } = answer;
  if (iss !== undefined && iss !== issuer.issuer) return 'wrong_issuer';
  if (!namesAudience(aud, issuer.audience)) return 'wrong_audience';
  const type = tokenType === undefined ? 'bearer' : typeof tokenType === 'string' ? tokenType.toLowerCase() : '';
  // Issuers may also know refresh tokens as active; what is no access token names another type.
  if (type !== 'bearer' && type !== 'dpop') return 'wrong_token_type';
  const granted = validateIntrospection(answer, issuer, nowMs);
  // RFC 9449, section 6.2: a token of this type is bound, and an answer that does not say to what is broken.
  const lacksKey = type === 'dpop' && typeof granted !== 'string' && (granted.confirmation?.jkt ?? null) === null;
  return lacksKey ? 'unknown_confirmation' : granted;
}

function basic(client: string, secret: string): string {
  const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(client)}:${encode(secret)}`).toString('base64')}`;
}
