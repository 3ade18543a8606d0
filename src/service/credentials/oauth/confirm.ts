import type { Clock } from '../../../base/clock.js';
import type { CheckRequest } from '../../check/answer.js';
import type { CredentialFault } from '../schemes.js';
import { judgeProof } from './dpop-proof.js';
import type { Confirmation } from './judge-claims.js';
import { makeReplays } from './replays.js';

export type TokenScheme = 'bearer' | 'dpop';

/** Checks that whoever presents a token holds what it is bound to; null where he does. */
export type Confirm = (
  bound: { readonly confirmation: Confirmation | null; readonly token: string; readonly scheme: TokenScheme },
  request: CheckRequest,
) => CredentialFault | null | Promise<CredentialFault | null>;

/** Proofs that are remembered at once, so that none is taken twice; some 20 MB. */
const MAX_REMEMBERED = 200_000;

export function makeConfirm(clock: Clock): Confirm {
  const replays = makeReplays(MAX_REMEMBERED, clock);
  return ({ confirmation, token, scheme }, request) => {
    if (confirmation === null) return scheme === 'bearer' ? null : fault('token_not_bound');
    const { jkt, certificate } = confirmation;
    // RFC 8705, section 3: the certificate of the connection that the request came on.
    if (certificate !== null && request.proof?.certificateThumbprint !== certificate) {
      return fault(request.proof === undefined ? 'token_is_bound' : 'wrong_certificate');
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
