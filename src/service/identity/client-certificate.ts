import { X509Certificate, hash } from 'node:crypto';

const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;
/** A Byte Sequence of structured fields (RFC 9651, section 3.3.5). */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/=]+):$/;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
const MAX_LENGTH = 16_384;

/**
 * SHA-256 of the DER of a client's certificate, base64url without padding (RFC 8705, section 3.1), from how gateways pass
 * it on: PEM, also percent-encoded (Envoy, nginx), base64 of the DER (haproxy, caddy), and that between colons (RFC 9440,
 * section 2.1). Empty for everything else, also for several certificates: a token that is bound to one is refused then.
 */
export function certificateThumbprint(text: string): string {
  if (text === '' || text.length > MAX_LENGTH) return '';
  const plain = unescaped(text).trim();
  const base64 = PEM.exec(plain)?.[1] ?? BYTE_SEQUENCE.exec(plain)?.[1] ?? (BASE64.test(plain) ? plain : '');
  try {
    const { raw } = new X509Certificate(Buffer.from(base64, 'base64'));
    return hash('sha256', raw, 'base64url');
  } catch {
    return '';
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
