/** Calls of one credential to one endpoint through one scope, since they were last written. */
export interface UseCount {
  readonly credentialId: number;
  readonly endpointId: number;
  /** Empty where no scope let the calls through. */
  readonly scope: string;
  readonly allowed: number;
  readonly denied: number;
  /** 0 for none. */
  readonly lastAllowedAtMs: number;
  /** 0 for none. */
  readonly lastDeniedAtMs: number;
}

export interface UseWriter {
  /** Adds to what is kept. Counts of an endpoint or a credential that is gone stay until they are old. */
  addUses(uses: readonly UseCount[]): Promise<void>;
  /** Removes days before the last `days`. */
  removeOldUses(days: number): Promise<void>;
}

export interface EndpointUse {
  readonly endpointId: string;
  readonly method: string;
  readonly template: string;
  readonly scope: string | null;
  readonly allowedCalls: number;
  readonly deniedCalls: number;
  /** Let through; null for never. */
  readonly lastUsedAtMs: number | null;
  readonly lastDeniedAtMs: number | null;
}

export interface ScopeUse {
  readonly scope: string;
  readonly allowedCalls: number;
  /** Let through by it; null for never. */
  readonly lastUsedAtMs: number | null;
}

export interface UseReader {
  /** Each held scope, used or not, by name. */
  usesByScope(credentialId: number, sinceMs: number): Promise<readonly ScopeUse[]>;
  /** Most calls first. */
  usesByEndpoint(credentialId: number, sinceMs: number, limit: number): Promise<readonly EndpointUse[]>;
}
