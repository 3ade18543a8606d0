import type { Server, Socket } from 'node:net';
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

/** What is left for others where a trusted gateway takes all that it may. */
const TRUSTED_SHARE = 0.9;

/**
 * Closes what is above the share of its address as it comes, before anything is read from it. One address that opens
 * connections and says nothing leaves room for the others.
 */
export function shareConnections(server: Server, bounds: ConnectionBounds): void {
  const { maxConnections, maxConnectionsPerAddress, trustedPeers } = bounds;
  const counts = new Map<string, number>();
  const trustedShare = Math.ceil(maxConnections * TRUSTED_SHARE);
  server.maxConnections = maxConnections;
  // Before the listeners of the protocol: `connection` is the bare connection, also under TLS.
  server.prependListener('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const source = networkOf(address);
    const count = counts.get(source) ?? 0;
    const isTrusted = trustedPeers?.allows(address) === true;
    const share = isTrusted ? trustedShare : maxConnectionsPerAddress;
    if (count >= share) {
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
