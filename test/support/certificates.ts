import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateAuthority {
  readonly certificateFile: string;
  /** Signs a certificate for `name`, which also stands for 127.0.0.1 and localhost. */
  sign(name: string): { readonly certificateFile: string; readonly keyFile: string };
}

/** An authority of our own, made with the openssl command; its files are in `folder`. */
export function makeCertificateAuthority(folder: string, authority: string): CertificateAuthority {
  const file = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });
  const caKey = file(`${authority}.key`);
  const caCert = file(`${authority}.pem`);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', caKey, '-out', caCert, '-days', '2', '-subj', `/CN=${authority}`);
  return {
    certificateFile: caCert,
    sign(name) {
      const paths = { certificateFile: file(`${name}.pem`), keyFile: file(`${name}.key`) };
      const request = file(`${name}.csr`);
      const extensions = file(`${name}.ext`);
      writeFileSync(extensions, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl('req', ...key, '-keyout', paths.keyFile, '-out', request, '-subj', `/CN=${name}`);
      const signer = ['-CA', caCert, '-CAkey', caKey, '-CAcreateserial', '-days', '1', '-extfile', extensions];
      openssl('x509', '-req', '-in', request, '-out', paths.certificateFile, ...signer);
      return paths;
    },
  };
}
