import type { ServerResponse } from 'node:http';
import { toAskerError } from '../../../base/caller-error.js';
import { AuthzenProblem } from './problem.js';

/** @param value a JSON object: the top of every body is one (section 10.1.1) */
export function replyJson(response: ServerResponse, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  response
    .writeHead(200, {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'Content-Length': body.length,
    })
    .end(body);
}

/** An error is a status and an error message string (section 10.1.2). */
export function replyProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message, headers } = problemOf(error);
  response
    .writeHead(status, { 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8', ...headers })
    // As bytes: a string would take the fields with it into UTF-8, and the id of the request is to come back as it was.
    .end(Buffer.from(`${message}\n`));
}

/** What is unforeseen is told without its message: that is for the log. */
export function problemOf(error: unknown): AuthzenProblem {
  if (error instanceof AuthzenProblem) return error;
  const { code, message, hint } = toAskerError(error);
  if (code === 'internal') return new AuthzenProblem(500, message);
  if (code === 'invalid_argument') return new AuthzenProblem(400, hint === undefined ? message : `${message}. ${hint}`);
  return new AuthzenProblem(503, `no answer: ${message}`, { 'Retry-After': '1' });
}
