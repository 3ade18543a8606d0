import { Metadata, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';

/** TLS to the decision point: PEM texts. */
export interface TlsOptions {
  /** Authorities that may have signed the certificate of the service; unset: those of the system. */
  readonly ca?: string | Buffer;
  /** With `key`: the certificate by which this client shows who it is (mutual TLS). */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

export interface SecurityOptions {
  /** Unset: no TLS, for a service on the same machine. */
  readonly tls?: TlsOptions;
  /** One line of the file of `SCOPEGATE_CALLER_TOKENS_FILE`. */
  readonly callerToken?: string;
}

const CALLER_TOKEN_FIELD = 'x-scopegate-caller-token';

/** TLS where it is asked for, else none. */
export function channelCredentials({ tls }: SecurityOptions): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  const pem = (text: string | Buffer | undefined): Buffer | null => (text === undefined ? null : Buffer.from(text));
  return credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert));
}

/** Metadata of every call. */
export function callMetadata({ callerToken }: SecurityOptions): Metadata {
  const metadata = new Metadata();
  if (callerToken !== undefined) metadata.set(CALLER_TOKEN_FIELD, callerToken);
  return metadata;
}
