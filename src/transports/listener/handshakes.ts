import type { Server, TLSSocket } from 'node:tls';
import type { OnRejected, RejectedRequest } from '../../service/decision/rejected-request.js';

/** Closes connections whose TLS handshake failed or took too long; nothing can be answered there. */
export function endFailedHandshakes(
  server: Pick<Server, 'on'>,
  { listener, onRejected }: { readonly listener: RejectedRequest['listener']; readonly onRejected: OnRejected },
): void {
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const { remoteAddress: peer = '' } = socket;
    // A connection that ends before it has begun is what probes of a port look like.
    if (error.code !== 'ECONNRESET') onRejected({ listener, rejection: 'tls_failed', detail: FAILED, peer });
    socket.destroy();
  });
}

const FAILED =
  'a TLS handshake failed or was not over in time; the caller must speak TLS 1.2 or later, trust the certificate of this ' +
  'listener, and show its own where SCOPEGATE_TLS_CLIENT_CA_FILE asks for one';
