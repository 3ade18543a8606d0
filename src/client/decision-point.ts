import { credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { ScopegateError } from '../base/errors.js';
import type { ErrorCode } from '../base/errors.js';
import { loadProto } from '../wire/load-proto.js';
import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse__Output } from '../wire/scopegate/v1/CheckResponse.js';

export type CheckResponse = CheckResponse__Output;

export interface DecisionPoint {
  /** Rejects with a `ScopegateError` when there is no answer; the caller must then refuse. */
  check(request: CheckRequest): Promise<CheckResponse>;
  close(): void;
}

export interface DecisionPointOptions {
  /** Host and port, `127.0.0.1:50051`. */
  readonly address: string;
  readonly timeoutMs: number;
}

export function connectDecisionPoint(options: DecisionPointOptions): DecisionPoint {
  const { DecisionPoint: Client } = loadProto().scopegate.v1;
  const client = new Client(options.address, credentials.createInsecure());
  return {
    check(request) {
      return new Promise((resolve, reject) => {
        client.check(request, { deadline: Date.now() + options.timeoutMs }, (error, response) => {
          if (error !== null) reject(toScopegateError(error, options.address));
          else if (response === undefined) reject(new ScopegateError('internal', 'an answer without content'));
          else resolve(response);
        });
      });
    },
    close() {
      client.close();
    },
  };
}

const CODES: Partial<Record<status, ErrorCode>> = {
  [status.INVALID_ARGUMENT]: 'invalid_argument',
  [status.DEADLINE_EXCEEDED]: 'deadline_exceeded',
  [status.RESOURCE_EXHAUSTED]: 'resource_exhausted',
  [status.UNAVAILABLE]: 'unavailable',
};

function toScopegateError(error: ServiceError, address: string): ScopegateError {
  const code = CODES[error.code] ?? 'internal';
  const hint = code === 'unavailable' ? `Is Scopegate serving on ${address}? Start it with: npm start` : undefined;
  return new ScopegateError(code, error.details, { cause: error, ...(hint === undefined ? {} : { hint }) });
}
