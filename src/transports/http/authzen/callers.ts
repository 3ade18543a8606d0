import type { IncomingMessage } from 'node:http';
import type { AddressRule } from '../../../service/identity/addresses.js';
import { CALLER_TOKEN_FIELD } from '../../listener/caller-tokens.js';
import type { Callers } from '../../listener/callers.js';
import { valuesOf } from '../raw-headers.js';
import { AuthzenProblem } from './problem.js';

export interface PepRules {
  readonly callers: Callers;
  /** Addresses of those that may ask. */
  readonly trustedPeers: AddressRule;
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="scopegate"' };
const BEARER = /^Bearer +([!-~]+)$/i;

/**
 * Refuses a PEP that is none of ours: 401 where it did not show who it is, 403 where it may not ask from where it is.
 * The token goes in the field that all entry points take, or as a bearer token, which is what clients of AuthZEN can send.
 *
 * @throws AuthzenProblem 401 (section 11.3), 403
 */
export function refuseStranger(request: IncomingMessage, { callers, trustedPeers }: PepRules): void {
  if (!trustedPeers.allows(request.socket.remoteAddress ?? '')) {
    throw new AuthzenProblem(403, 'nobody may ask from this address');
  }
  if (!callers.hasCertificate(request.socket))
    throw new AuthzenProblem(401, 'a client certificate is needed', CHALLENGE);
  if (!callers.hasToken(tokensOf(request.rawHeaders)))
    throw new AuthzenProblem(401, 'a caller token is needed', CHALLENGE);
}

function tokensOf(rawHeaders: readonly string[]): readonly string[] {
  const own = valuesOf(rawHeaders, CALLER_TOKEN_FIELD);
  if (own.length > 0) return own;
  return valuesOf(rawHeaders, 'authorization').map((value) => BEARER.exec(value)?.[1] ?? '');
}
