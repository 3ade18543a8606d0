import { anyCaller } from './callers.js';
import type { Callers } from './callers.js';
import type { Certificates } from './certificates.js';
import type { ConnectionBounds } from './connection-share.js';

/** What keeps a listener from being misused. */
export interface Protection extends ConnectionBounds {
  /** Null: plain TCP. */
  readonly certificates: Certificates | null;
  readonly callers: Callers;
  /** Calls under way on one gRPC connection at most. */
  readonly maxStreams: number;
  /** Calls that stay open to watch or wait, in all; see `limitWatchers`. */
  readonly maxWatchers: number;
}

/** For listeners that only this machine reaches. */
export const unprotected: Protection = {
  certificates: null,
  callers: anyCaller,
  maxConnections: 1000,
  maxConnectionsPerAddress: 1000,
  trustedPeers: null,
  maxStreams: 1000,
  maxWatchers: 1000,
};
