import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { SecureContextOptions } from 'node:tls';
import { ScopegateError, messageOf } from '../../base/errors.js';
import { toIsoTime } from '../../base/instant.js';
import type { Log } from '../../base/log.js';

export interface CertificateFiles {
  /** PEM: the certificate of this server, then those between it and its root. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM: who must have signed the certificate of a caller; null when callers need none. */
  readonly clientCaFile: string | null;
}

/** The certificate of the listeners, which follows its files. */
export interface Certificates {
  readonly context: SecureContextOptions;
  readonly requiresClientCertificate: boolean;
  /** When the first of the server's certificates ends, in ms since the epoch. */
  readonly expiresAtMs: number;
  /** Calls back with every later context; connections that are open keep theirs. */
  onChange(use: (context: SecureContextOptions) => void): void;
  close(): void;
}

/** How often the files are read again. Their content counts: a mounted secret changes by a link, not by a time. */
const REREAD_MS = 5_000;

interface Material {
  readonly context: SecureContextOptions;
  readonly expiresAtMs: number;
  readonly digest: string;
}

/**
 * Reads the files, and again every few seconds. New content that cannot be used is logged and left alone until it
 * changes again: the old certificate keeps serving.
 *
 * @throws ScopegateError `config` when the first content cannot be used
 */
export async function openCertificates(
  files: CertificateFiles,
  { log, rereadMs = REREAD_MS }: { log: Log; rereadMs?: number },
): Promise<Certificates> {
  let current = await readMaterial(files);
  const users: ((context: SecureContextOptions) => void)[] = [];
  let problem = '';
  const reread = async (): Promise<void> => {
    try {
      const next = await readMaterial(files);
      problem = '';
      if (next.digest === current.digest) return;
      current = next;
      for (const use of users) use(next.context);
      log.info({ expiresAt: toIsoTime(next.expiresAtMs) }, 'serving with a new certificate');
    } catch (error) {
      if (messageOf(error) === problem) return;
      problem = messageOf(error);
      log.error({ problem }, 'the new certificate cannot be used; the old one keeps serving');
    }
  };
  const timer = setInterval(() => void reread(), rereadMs).unref();
  return {
    get context() {
      return current.context;
    },
    get expiresAtMs() {
      return current.expiresAtMs;
    },
    requiresClientCertificate: files.clientCaFile !== null,
    onChange: (use) => void users.push(use),
    close: () => {
      clearInterval(timer);
    },
  };
}

async function readMaterial(files: CertificateFiles): Promise<Material> {
  const cert = await readPem(files.certificateFile);
  const key = await readPem(files.keyFile);
  const ca = files.clientCaFile === null ? null : await readPem(files.clientCaFile);
  const context: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) };
  try {
    createSecureContext(context);
    const ends = certificatesOf(cert).map((text) => Date.parse(new X509Certificate(text).validTo));
    const digest = createHash('sha256')
      .update(cert)
      .update(key)
      .update(ca ?? '')
      .digest('hex');
    return { context, expiresAtMs: Math.min(...ends), digest };
  } catch (error) {
    const names = [files.certificateFile, files.keyFile, files.clientCaFile].filter((name) => name !== null).join(', ');
    throw new ScopegateError('config', `cannot serve TLS with ${names}: ${messageOf(error)}`, {
      cause: error,
      hint: 'The files must be PEM: a certificate chain, the private key that belongs to it, and the CA of the callers.',
    });
  }
}

async function readPem(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ScopegateError('config', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new ScopegateError('config', `${file} holds nothing in PEM`, { hint: 'It begins with -----BEGIN.' });
}

function certificatesOf(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
