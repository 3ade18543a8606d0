import { X509Certificate, createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { certificateThumbprint } from '../../../src/service/identity/client-certificate.js';
import { makeCertificateAuthority } from '../../support/certificates.js';

describe('Certificates of clients', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scopegate-thumbprint-'));
  const pem = readFileSync(makeCertificateAuthority(folder, 'one').certificateFile, 'utf8');
  rmSync(folder, { recursive: true });
  const der = new X509Certificate(pem).raw;
  const base64 = der.toString('base64');
  const right = createHash('sha256').update(der).digest('base64url');

  const cases: [title: string, text: string, thumbprint: string][] = [
    ['PEM', pem, right],
    ['PEM, percent-encoded as Envoy and nginx pass it', encodeURIComponent(pem), right],
    ['PEM with the line ends of another system', pem.replaceAll('\n', '\r\n'), right],
    ['base64 of the DER, as haproxy and caddy pass it', base64, right],
    ['a byte sequence (RFC 9440)', `:${base64}:`, right],
    ['nothing', '', ''],
    ['half a byte sequence', `:${base64}`, ''],
    ['two certificates', `${pem}${pem}`, ''],
    ['two values in one', `${base64}, ${base64}`, ''],
    ['a certificate that is cut off', base64.slice(0, -40), ''],
    ['base64 of something else', Buffer.from('no certificate').toString('base64'), ''],
    ['what cannot be decoded', '%E0%A4%A', ''],
    ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', ''],
    ['more than a certificate is long', `:${'A'.repeat(20_000)}:`, ''],
    ['the thumbprint itself', right, ''],
  ];
  for (const [title, text, thumbprint] of cases) {
    it(`reads ${title} as ${thumbprint === '' ? 'none' : 'its thumbprint'}`, () => {
      expect(certificateThumbprint(text)).to.equal(thumbprint);
    });
  }
});
