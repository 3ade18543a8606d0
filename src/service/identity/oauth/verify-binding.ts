import type { Clock } from '../../../base/clock.js';
import type { CheckRequest } from '../../check-request.js';
import type { CredentialFault } from '../schemes.js';
import { judgeProof } from './dpop-proof.js';
import type { Confirmation } from './validate-claims.js';
import { makeJtiCache } from './jti-cache.js';

export type TokenScheme = 'bearer' | 'dpop';

/** Checks that whoever presents a token holds what it is bound to; null where he does. */
export type VerifyBinding = (
  bound: { readonly confirmation: Confirmation | null; readonly token: string; readonly scheme: TokenScheme },
  request: CheckRequest,
) => CredentialFault | null | Promise<CredentialFault | null>;

/** Proofs that are remembered at once, so that none is taken twice; some 30 MB. Of one key, 300 a second. */
const REPLAYS = { maxRemembered: 200_000, maxOfOneKey: 20_000 };

/**
 * Confirms by DPoP proof (RFC 9449, section 4.3) and by certificate thumbprint (RFC 8705, section 3). What was taken is
 * remembered by this process alone. Rejects with `resource_exhausted` when too many proofs are remembered.
 */
export function makeVerifyBinding(clock: Clock): VerifyBinding {
  const replays = makeJtiCache(REPLAYS, clock);
  return ({ confirmation, token, scheme }, request) => {
    if (confirmation === null) return scheme === 'bearer' ? null : fault('token_not_bound');
    const { jkt, certificate } = confirmation;
    // RFC 8705, section 3: the certificate of the connection that the request came on.
    const presented = request.proof?.certificateThumbprint ?? '';
    if (certificate !== null && presented !== certificate) {
      return fault(presented === '' ? 'token_is_bound' : 'wrong_certificate');
    }
    // RFC 9449, section 7.1: a token that is bound to a key comes under DPoP, and no other does.
    if (jkt === null) return scheme === 'bearer' ? null : fault('token_not_bound');
    if (scheme !== 'dpop') return fault('token_is_bound');
    return judgeProof({ jkt, token, request, nowMs: clock(), replays }).then((wrong) =>
      wrong === null ? null : fault(wrong),
    );
  };
}

function fault(detail: string): CredentialFault {
  return { fault: 'unknown_credential', detail };
}
