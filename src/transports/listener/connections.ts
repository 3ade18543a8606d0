import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { OnRejected } from '../../service/decision/rejected-request.js';
import { ScopegateError, messageOf } from '../../base/errors.js';
import type { Certificates } from './certificates.js';
import { shareConnections } from './connection-share.js';
import type { ConnectionBounds } from './connection-share.js';
import { endFailedHandshakes } from './handshakes.js';
import { awaitPreface } from './preface.js';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** `gRPC`, and the variable that sets the address; for the error when the port is taken. */
  readonly protocol: string;
  readonly variable: string;
}

export interface ConnectionOptions extends ListenOptions {
  readonly bounds: ConnectionBounds;
  /** Null: plain TCP. */
  readonly certificates: Certificates | null;
  readonly alpnProtocols: readonly string[];
  readonly use: (socket: Socket) => void;
  readonly onRejected: OnRejected;
}

export interface Listener {
  readonly port: number;
  /** Takes no new connection; those that are open are left alone. */
  close(): void;
}

const HANDSHAKE_TIMEOUT_MS = 5_000;
const PREFACE_TIMEOUT_MS = 5_000;

/** Accepts connections, over TLS where there are certificates, and hands each one on once it has begun HTTP/2. */
export async function listenForConnections(options: ConnectionOptions): Promise<Listener> {
  const server = makeServer(options);
  const { bounds, onRejected } = options;
  shareConnections(server, { ...bounds, listener: 'grpc', onRejected });
  const port = await listen(server, options);
  return { port, close: () => void server.close() };
}

function makeServer({ certificates, alpnProtocols, use, onRejected }: ConnectionOptions): Server {
  const useQuietly = (socket: Socket): void => {
    // A connection that breaks is of interest to its calls only.
    socket.on('error', () => undefined);
    const onWrong = (): void => {
      onRejected({
        ...{ listener: 'grpc', rejection: 'malformed_request', peer: socket.remoteAddress ?? '' },
        detail: `a connection did not begin with HTTP/2 within ${String(PREFACE_TIMEOUT_MS / 1000)} s; the caller must speak gRPC`,
      });
    };
    awaitPreface(socket, { timeoutMs: PREFACE_TIMEOUT_MS, use, onWrong });
  };
  if (certificates === null) return createServer({ noDelay: true }, useQuietly);
  const server = createTlsServer(
    {
      ...certificates.context,
      ALPNProtocols: [...alpnProtocols],
      requestCert: certificates.requiresClientCertificate,
      rejectUnauthorized: certificates.requiresClientCertificate,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      noDelay: true,
    },
    useQuietly,
  );
  endFailedHandshakes(server, { listener: 'grpc', onRejected });
  certificates.onChange((context) => {
    server.setSecureContext(context);
  });
  return server;
}

/** @throws ScopegateError `config` that names the address and the variable */
export function listen(server: Server, { host, port, protocol, variable }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const address = host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`;
      const message = `cannot listen for ${protocol} on ${address}: ${messageOf(error)}`;
      const hint = `Another process may hold the port: end it, or set ${variable} to another address.`;
      reject(new ScopegateError('config', message, { cause: error, hint }));
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}
