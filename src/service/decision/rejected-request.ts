/** Every reason for which a listener ends a request or a connection before there is a question to decide. */
export const REJECTIONS = [
  'headers_too_large',
  'too_many_headers',
  'malformed_request',
  'request_timeout',
  'too_many_pipelined',
  'answer_not_read',
  'too_much_unread',
  'too_much_unfinished',
  'too_many_resets',
  'tls_failed',
  'too_many_connections',
] as const;

export type Rejection = (typeof REJECTIONS)[number];

/** A request that the listener rejected itself. There is no decision, and the answer never looks like an allow. */
export interface RejectedRequest {
  readonly listener: 'grpc' | 'http';
  readonly rejection: Rejection;
  /** One sentence for the operator: what came, which bound it passed, and what to do. It holds nothing of what was sent. */
  readonly detail: string;
  /** The address of the other end. */
  readonly peer: string;
}

/** Told about every one of them. */
export type OnRejected = (rejected: RejectedRequest) => void;
