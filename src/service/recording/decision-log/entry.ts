import type { Answer } from '../../decision/answer.js';
import type { CheckRequest, EntryPoint } from '../../check-request.js';
import { cut } from './log-text.js';

/** One decision until it is written. Its size is bounded, whatever the request contained. */
export interface LogEntry {
  readonly atMs: number;
  readonly latencyUs: number;
  /** The share of its like that is logged. */
  readonly sampleRate: number;
  readonly asked: Asked;
  /** The answer, or the error that came instead. */
  readonly result: Answer | { readonly error: unknown };
  /** Bytes that it keeps in memory, near enough. */
  readonly sizeBytes: number;
}

/** The request, cut to what a record may hold. Holds the credential until the record is written, and no longer. */
export interface Asked {
  readonly entryPoint: EntryPoint | null;
  readonly authorization: string;
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly sourceIp: string;
  readonly traceParent: string;
}

export interface Timing {
  readonly atMs: number;
  readonly latencyUs: number;
}

/** The longest credential. Longer ones are denied unread. */
const MAX_AUTHORIZATION = 8192;
const MAX_TARGET = 8192;
const MAX_HOST = 512;
const MAX_SHORT = 64;
/** The objects themselves, from measurements. */
const ENTRY_BYTES = 600;

/** One entry for one decided request, or for one that got no decision. */
export function makeEntry(
  request: CheckRequest,
  result: LogEntry['result'],
  sampleRate: number,
  { atMs, latencyUs }: Timing,
): LogEntry {
  const asked = {
    entryPoint: request.entryPoint ?? null,
    authorization: request.authorization.length > MAX_AUTHORIZATION ? '' : request.authorization,
    method: cut(request.method, MAX_SHORT),
    target: cut(request.target, MAX_TARGET),
    host: cut(request.host, MAX_HOST),
    sourceIp: cut(request.sourceIp, MAX_SHORT),
    traceParent: cut(request.traceParent ?? '', MAX_SHORT),
  };
  const sizeBytes = ENTRY_BYTES + asked.authorization.length + asked.target.length + asked.host.length;
  return { atMs, latencyUs, sampleRate, asked, result, sizeBytes };
}
