import { anyCaller } from './callers.js';
import type { Callers } from './callers.js';
import type { Certificates } from './certificates.js';

/** What keeps a listener from being misused. */
export interface Protection {
  /** Null: plain TCP. */
  readonly certificates: Certificates | null;
  readonly callers: Callers;
  /** Connections to one listener at most. */
  readonly maxConnections: number;
  /** Calls under way on one gRPC connection at most. */
  readonly maxStreams: number;
}

/** For listeners that only this machine reaches. */
export const unprotected: Protection = {
  certificates: null,
  callers: anyCaller,
  maxConnections: 1000,
  maxStreams: 1000,
};
