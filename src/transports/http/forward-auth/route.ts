import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../base/clock.js';
import { ScopegateError } from '../../../base/errors.js';
import type { Answer, Check, CheckRequest } from '../../../service/check/answer.js';
import { clientAddress, parseForwardedFor } from '../../../service/check/client-address.js';
import type { AddressRule } from '../../../service/credentials/addresses.js';
import { certificateThumbprint } from '../../../service/credentials/client-certificate.js';
import { CALLER_TOKEN_FIELD } from '../../listener/caller-tokens.js';
import type { Callers } from '../../listener/callers.js';
import type { HttpRoute } from '../route.js';
import { makeDialects } from './dialects.js';
import type { Original } from './dialects.js';
import { valuesOf } from '../raw-headers.js';
import { onlyValueOf } from './headers.js';
import { replyAnswer, replyFailure, replyRefusal } from './reply.js';

export interface ForwardAuthDeps {
  readonly check: Check;
  readonly clock: Clock;
  readonly callers: Callers;
  /** Addresses of the gateways that may ask; what they say about a request is believed. */
  readonly trustedPeers: AddressRule;
  /** How many proxies stand in front of the gateway; see `clientAddress`. */
  readonly trustedHops: number;
  /** The field, in lower case, in which the gateway passes the client's certificate; empty: none is believed. */
  readonly certificateField: string;
  readonly timeoutMs: number;
}

/**
 * Forward auth: a gateway asks over HTTP about a request that it holds. The status is the answer: 200 lets it
 * through, 401 and 403 refuse it, 5xx is no answer; no other status is ever given.
 */
export function makeForwardAuthRoutes(deps: ForwardAuthDeps): readonly HttpRoute[] {
  return makeDialects().map((dialect) => ({
    matches: (path) => dialect.matches(path),
    handle(request, response) {
      if (!deps.trustedPeers.allows(request.socket.remoteAddress ?? '')) {
        replyRefusal(response, 'untrusted_peer');
        return;
      }
      const tokens = valuesOf(request.rawHeaders, CALLER_TOKEN_FIELD);
      if (!deps.callers.hasCertificate(request.socket) || !deps.callers.hasToken(tokens)) {
        replyRefusal(response, 'unknown_caller');
        return;
      }
      const original = dialect.read(request);
      if ('fault' in original) {
        replyRefusal(response, original.fault);
        return;
      }
      try {
        const answer = deps.check(questionOf(request, original, deps));
        if (answer instanceof Promise) void replyLater(response, answer, deps.timeoutMs);
        else replyAnswer(response, answer);
      } catch (error) {
        replyFailure(response, error);
      }
    },
  }));
}

/** An answer that comes too late is none. */
async function replyLater(response: ServerResponse, answer: Promise<Answer>, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => {
    replyFailure(response, new ScopegateError('deadline_exceeded', 'the time for an answer ran out'));
  }, timeoutMs);
  try {
    const settled = await answer;
    if (!response.headersSent) replyAnswer(response, settled);
  } catch (error) {
    if (!response.headersSent) replyFailure(response, error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The gateway says the scheme and the certificate. A scheme that is missing or said twice makes no origin, and no proof is
 * for it; a certificate that is said twice is none.
 */
function proofOf(
  rawHeaders: readonly string[],
  { host, scheme: said }: Original,
  certificateField: string,
): Pick<CheckRequest, 'proof'> {
  const dpop = valuesOf(rawHeaders, 'dpop').join(', ');
  const certificate = certificateField === '' ? null : onlyValueOf(rawHeaders, certificateField);
  const thumbprint = certificate !== null && 'value' in certificate ? certificateThumbprint(certificate.value) : '';
  if (dpop === '' && thumbprint === '') return {};
  const scheme = said === undefined ? onlyValueOf(rawHeaders, 'x-forwarded-proto') : { value: said };
  const origin = 'value' in scheme && host !== '' ? `${scheme.value}://${host}` : '';
  return { proof: { dpop, origin, certificateThumbprint: thumbprint } };
}

function questionOf(request: IncomingMessage, original: Original, deps: ForwardAuthDeps): CheckRequest {
  const { rawHeaders } = request;
  return {
    door: 'forward_auth',
    // Several fields become one value with commas (RFC 9110, section 5.3), which is no credential.
    authorization: valuesOf(rawHeaders, 'authorization').join(', '),
    method: original.method,
    target: original.target,
    host: original.host,
    ...proofOf(rawHeaders, original, deps.certificateField),
    sourceIp: clientAddress(
      valuesOf(rawHeaders, 'x-forwarded-for').flatMap((value) => parseForwardedFor(value)),
      deps.trustedHops,
    ),
    traceParent: valuesOf(rawHeaders, 'traceparent')[0] ?? '',
    minRevision: 0,
    explain: false,
    deadlineMs: deps.clock() + deps.timeoutMs,
  };
}
