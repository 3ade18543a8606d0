import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../base/clock.js';
import { ScopegateError } from '../../../base/errors.js';
import type { Answer, Check } from '../../../service/decision/answer.js';
import type { CheckRequest } from '../../../service/check-request.js';
import { clientAddress, parseForwardedFor } from '../../../service/decision/client-address.js';
import type { AddressRule } from '../../../service/identity/addresses.js';
import { certificateThumbprint } from '../../../service/identity/client-certificate.js';
import { CALLER_TOKEN_FIELD } from '../../listener/caller-tokens.js';
import type { Callers } from '../../listener/callers.js';
import type { HttpRoute } from '../route.js';
import { isSameHost } from '../host-rule.js';
import type { HostRule } from '../host-rule.js';
import type { OnRefusedQuestion } from '../../../service/decision/refused-question.js';
import { makeDialects } from './dialects.js';
import type { Dialect, Original } from './dialects.js';
import { TOO_MANY_HEADERS, hasTooManyHeaders, valuesOf } from '../raw-headers.js';
import { onlyValueOf } from './headers.js';
import { replyAnswer, replyFailure, replyRefusal } from './reply.js';
import type { RejectedQuestion } from './reply.js';

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
  readonly hosts: HostRule;
  readonly onRefused: OnRefusedQuestion;
}

/**
 * Forward auth: a gateway asks over HTTP about a request that it holds. The status is the answer: 200 lets it
 * through, 401 and 403 refuse it, 5xx is no answer; no other status is ever given.
 */
export function makeForwardAuthRoutes(deps: ForwardAuthDeps): readonly HttpRoute[] {
  return makeDialects().map((dialect) => ({
    audience: 'gateway',
    entryPoint: dialect.path,
    matches: (target) => dialect.matches(target),
    handle(request, response) {
      const question = readQuestion(request, dialect, deps);
      if ('fault' in question) {
        replyRefusal(response, question);
        const { remoteAddress: peer = '' } = request.socket;
        deps.onRefused({ ...question, entryPoint: dialect.path, peer });
        return;
      }
      try {
        const answer = deps.check(questionOf(request, question, deps));
        if (answer instanceof Promise) void replyLater(response, answer, deps.timeoutMs);
        else replyAnswer(response, answer);
      } catch (error) {
        replyFailure(response, error);
      }
    },
  }));
}

/** What is asked, or why this request is no question that may be answered. */
function readQuestion(request: IncomingMessage, dialect: Dialect, deps: ForwardAuthDeps): Original | RejectedQuestion {
  if (!deps.trustedPeers.allows(request.socket.remoteAddress ?? '')) {
    return { fault: 'untrusted_peer', detail: 'SCOPEGATE_TRUSTED_GATEWAYS does not hold the address of this gateway' };
  }
  if (hasTooManyHeaders(request.rawHeaders)) return { fault: 'too_many_headers', detail: TOO_MANY_HEADERS };
  const tokens = valuesOf(request.rawHeaders, CALLER_TOKEN_FIELD);
  if (!deps.callers.hasCertificate(request.socket) || !deps.callers.hasToken(tokens)) {
    return { fault: 'unknown_caller', detail: 'the caller token or the client certificate is missing or not known' };
  }
  const original = dialect.read(request);
  if ('problem' in original) return original.problem;
  return foreignHost(request, { dialect, original }, deps) ?? original;
}

/**
 * A web page whose name was moved to this listener (DNS rebinding) may send any header but Host. A question gets past
 * by a name of this listener, or where Host is the host that is asked about: a page can only ask about itself then, and
 * policy does not know it. Caddy and Envoy's HTTP mode send the client's Host, so for them it is so.
 */
function foreignHost(
  request: IncomingMessage,
  { dialect, original }: { dialect: Dialect; original: Original },
  { hosts }: ForwardAuthDeps,
): RejectedQuestion | null {
  if (dialect.hostHeader === 'client') return null;
  const problem = hosts.problem(request.rawHeaders);
  if (problem === null) return null;
  const given = valuesOf(request.rawHeaders, 'host');
  if (given.length === 1 && isSameHost(given[0] ?? '', original.host)) return null;
  return { fault: 'foreign_host', detail: problem };
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
    entryPoint: 'forward_auth',
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
