import type { Server, Socket } from 'node:net';
import type { OnRejected, RejectedRequest } from '../../service/decision/rejected-request.js';
import type { AddressRule } from '../../service/identity/addresses.js';
import { networkOf } from '../../service/identity/addresses.js';

/** How many connections one listener takes. */
export interface ConnectionBounds {
  /** In all. */
  readonly maxConnections: number;
  /** Of one address; of IPv6, of its /64. */
  readonly maxConnectionsPerAddress: number;
  /** Gateways open many connections from one address: they may have nearly all. Null: nobody. */
  readonly trustedPeers: AddressRule | null;
}

export interface SharedListener extends ConnectionBounds {
  readonly listener: RejectedRequest['listener'];
  readonly onRejected: OnRejected;
}

const FOR_TRUSTED = 'raise SCOPEGATE_MAX_CONNECTIONS';
const FOR_OTHERS = 'name a gateway in SCOPEGATE_TRUSTED_GATEWAYS, or raise SCOPEGATE_MAX_CONNECTIONS_PER_ADDRESS';

/** What is left for others where a trusted gateway takes all that it may. */
const TRUSTED_SHARE = 0.9;

/**
 * Closes what is above the share of its address as it comes, before anything is read from it. One address that opens
 * connections and says nothing leaves room for the others.
 */
export function shareConnections(server: Server, bounds: SharedListener): void {
  const { maxConnections, maxConnectionsPerAddress, trustedPeers, listener, onRejected } = bounds;
  const reject = (peer: string, detail: string): void => {
    onRejected({ listener, rejection: 'too_many_connections', detail, peer });
  };
  const counts = new Map<string, number>();
  const trustedShare = Math.ceil(maxConnections * TRUSTED_SHARE);
  server.maxConnections = maxConnections;
  server.on('drop', (dropped) => {
    reject(
      dropped?.remoteAddress ?? '',
      `all ${String(maxConnections)} connections are taken: SCOPEGATE_MAX_CONNECTIONS`,
    );
  });
  // Before the listeners of the protocol: `connection` is the bare connection, also under TLS.
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const source = networkOf(address);
    const count = counts.get(source) ?? 0;
    const isTrusted = trustedPeers?.allows(address) === true;
    const share = isTrusted ? trustedShare : maxConnectionsPerAddress;
    if (count >= share) {
      reject(address, `one address has ${String(share)} connections: ${isTrusted ? FOR_TRUSTED : FOR_OTHERS}`);
      socket.destroy();
      return;
    }
    counts.set(source, count + 1);
    socket.once('close', () => {
      const left = (counts.get(source) ?? 1) - 1;
      if (left > 0) counts.set(source, left);
      else counts.delete(source);
    });
  });
}
