import { isIP } from 'node:net';
import { ScopegateError } from '../base/errors.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { openCallerTokens } from '../transports/listener/caller-tokens.js';
import { makeCallers } from '../transports/listener/callers.js';
import { openCertificates } from '../transports/listener/certificates.js';
import type { Certificates } from '../transports/listener/certificates.js';
import type { Protection } from '../transports/listener/protection.js';

export interface ProtectionDeps {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
}

/** Whether a listen address can only be reached from this machine; a name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/**
 * Reads certificates and caller tokens, and refuses listeners that everybody could ask.
 *
 * @throws ScopegateError `config`
 */
export async function openProtection({ config, log, closers }: ProtectionDeps): Promise<Protection> {
  refuseUnprotected(config, log);
  const certificates = await openConfiguredCertificates(config, log);
  if (certificates !== null) closers.push('certificates', () => certificates.close());
  const tokens = config.callerTokensFile === null ? null : await openCallerTokens(config.callerTokensFile, { log });
  if (tokens !== null) closers.push('caller tokens', () => tokens.close());
  const { maxConnections, maxConnectionsPerAddress, maxStreams, maxWatchers, trustedGateways: trustedPeers } = config;
  const bounds = { maxConnections, maxConnectionsPerAddress, maxStreams, maxWatchers, trustedPeers };
  return { certificates, callers: makeCallers({ certificates, tokens }), ...bounds };
}

async function openConfiguredCertificates(config: Config, log: Log): Promise<Certificates | null> {
  const { tlsCertificateFile: certificateFile, tlsKeyFile: keyFile, tlsClientCaFile: clientCaFile } = config;
  if (certificateFile !== null && keyFile !== null) {
    return openCertificates({ certificateFile, keyFile, clientCaFile }, { log });
  }
  if (certificateFile === null && keyFile === null && clientCaFile === null) return null;
  throw new ScopegateError('config', 'TLS is configured by halves', {
    hint: 'SCOPEGATE_TLS_CERTIFICATE_FILE and SCOPEGATE_TLS_KEY_FILE go together; a client CA needs both.',
  });
}

function refuseUnprotected(config: Config, log: Log): void {
  const isGuarded = config.tlsClientCaFile !== null || config.callerTokensFile !== null;
  if (isGuarded) return;
  const exposed = [
    { variable: 'SCOPEGATE_GRPC_LISTEN', host: config.grpcListen.host },
    { variable: 'SCOPEGATE_HTTP_LISTEN', host: config.httpListen.host },
  ].filter(({ host }) => !isLoopback(host));
  if (exposed.length === 0) return;
  const names = exposed.map(({ variable, host }) => `${variable} (${host})`).join(' and ');
  if (config.unprotectedListeners === 'anyone-may-ask') {
    log.warn({ listeners: names }, 'anyone who reaches this port may ask for decisions');
    return;
  }
  throw new ScopegateError('config', `${names} can be reached from other machines, and anyone there could ask`, {
    hint:
      'Set SCOPEGATE_TLS_CLIENT_CA_FILE or SCOPEGATE_CALLER_TOKENS_FILE. Where the network alone keeps strangers out, ' +
      'say SCOPEGATE_UNPROTECTED_LISTENERS=anyone-may-ask.',
  });
}
