import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { CallerTokens } from './caller-tokens.js';
import type { Certificates } from './certificates.js';

/** Who may ask for decisions: whoever shows all that is asked for. */
export interface Callers {
  readonly needsToken: boolean;
  /** `given`: every value of the field `x-scopegate-caller-token`. True where no token is asked for. */
  hasToken(given: readonly string[]): boolean;
  /** Whether the other end showed a certificate of the CA. True where none is asked for. */
  hasCertificate(socket: Socket): boolean;
}

export interface CallerRules {
  readonly certificates: Certificates | null;
  readonly tokens: CallerTokens | null;
}

export function makeCallers({ certificates, tokens }: CallerRules): Callers {
  const needsCertificate = certificates?.requiresClientCertificate ?? false;
  return {
    needsToken: tokens !== null,
    hasToken: (given) => tokens === null || (given.length === 1 && tokens.knows(given[0] ?? '')),
    hasCertificate: (socket) => !needsCertificate || (socket instanceof TLSSocket && socket.authorized),
  };
}

/** Everybody; for listeners that only this machine reaches. */
export const anyCaller: Callers = { needsToken: false, hasToken: () => true, hasCertificate: () => true };
