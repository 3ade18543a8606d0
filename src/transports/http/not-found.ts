import type { ServerResponse } from 'node:http';
import type { RefusedQuestion } from '../../service/decision/refused-question.js';
import { SECURITY_HEADERS, contentPolicy } from './security-headers.js';

/** Nothing is here. The body is text for people, and no gateway takes the status for a yes. */
export function replyNotFound(response: ServerResponse, refused: RefusedQuestion | null): void {
  replyPlain(response, { status: 404, reason: refused?.fault ?? 'not_found', text: refused?.detail ?? NOTHING });
}

const NOTHING =
  'nothing here. A gateway asks at an entry point below /auth, monitoring at /metrics, /healthz and /readyz, ' +
  'and a browser that accepts text/html opens the admin page at /';

/** The request came under a name of another server (RFC 9110, section 15.5.20). */
export function replyMisdirected(response: ServerResponse, problem: string): void {
  replyPlain(response, { status: 421, reason: 'foreign_host', text: problem });
}

/** Text for people, with a reason for programs. */
export function replyPlain(response: ServerResponse, reply: { status: number; reason: string; text: string }): void {
  response
    .writeHead(reply.status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...SECURITY_HEADERS,
      'Content-Security-Policy': contentPolicy(null),
      'X-Scopegate-Reason': reply.reason,
    })
    .end(`${reply.text}\n`);
}
