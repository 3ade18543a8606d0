import type { ServerResponse } from 'node:http';
import { toAskerError } from '../../../base/caller-error.js';
import type { Answer } from '../../../service/decision/answer.js';
import { identityOf } from '../../../service/decision/identity.js';
import type { RefusedQuestion } from '../../../service/decision/refused-question.js';

/** Stands for "nothing" in an identity header: some gateways take an empty value for an absent header. */
const NOTHING = '-';

/** Says an answer: 200 with every identity header, or the 401 or 403 that the client is to get. */
export function replyAnswer(response: ServerResponse, answer: Answer): void {
  const { status, headers, body } = answer.response;
  const fields: Record<string, string | number> = { 'Cache-Control': 'no-store', 'Content-Length': body.length };
  if (answer.isDegraded) fields['X-Scopegate-State-Age-Ms'] = Math.ceil(answer.stateAgeMs);
  if (answer.decision.allowed) {
    for (const { header, value } of identityOf(answer)) fields[header] = value === '' ? NOTHING : value;
  } else {
    for (const { name, value } of headers) fields[name] = value;
    fields['X-Scopegate-Reason'] = answer.decision.reason;
    // The gateway is at fault, not the client: its operator reads here what to send.
    if (answer.decision.reason === 'host_required') fields['X-Scopegate-Detail'] = answer.decision.detail;
    const text = body.toString('latin1');
    // For gateways that drop the body of an authoriser (nginx): the same bytes where a field value can hold them.
    if (/^[ -~]+$/.test(text)) fields['X-Scopegate-Body'] = text;
  }
  response.writeHead(status, fields).end(body);
}

/** Why a request is no question that may be answered. */
export type RejectedQuestion = Pick<RefusedQuestion, 'fault' | 'detail'>;

/** Refuses what is no question: from a peer that may not ask, or with headers that do not hold together. */
export function replyRefusal(response: ServerResponse, { fault, detail }: RejectedQuestion): void {
  plain(response, 403, fault, `refused: ${fault.replaceAll('_', ' ')}: ${detail}`);
}

/** Says that there is no answer; every gateway refuses the request then. */
export function replyFailure(response: ServerResponse, error: unknown): void {
  const { code, message } = toAskerError(error);
  if (code === 'invalid_argument') plain(response, 403, code, `refused: ${message}`);
  else plain(response, code === 'internal' ? 500 : 503, code, `no answer: ${message}`);
}

function plain(response: ServerResponse, status: 403 | 500 | 503, reason: string, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .writeHead(status, {
      'Cache-Control': 'no-store',
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Scopegate-Reason': reason,
    })
    .end(`${text}\n`);
}
